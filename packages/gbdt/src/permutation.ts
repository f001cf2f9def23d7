import type { Column } from './columns.ts'
import type { Opened } from './layout.ts'
import { resolvePermutation } from './options.ts'
import { begin, type Watched } from './progress.ts'
import { Random } from './random.ts'
import { blockRows, gatherBlock, gatherColumn, goesLeft } from './route.ts'
import { fitScale, type Scale } from './scale.ts'

export interface PermutationOptions extends Watched {
  /** Times each column is shuffled. Default 5. */
  repeats?: number
  /** Any safe integer. Default 0. */
  seed?: number
}

/** How much of what the model explains it owes to each feature. */
export interface PermutationImportance {
  /** Share of the target's variance that the predictions explain, at most 1. */
  r2: number
  /** By feature: how much R² falls when its values are shuffled, on average; exactly 0 where no split uses it. */
  drop: Float64Array
  /** By feature: standard deviation of the drop over the repeats. */
  deviation: Float64Array
}

/**
 * See `Model.permutationImportance`. In every repeat all columns are shuffled by one order, each by itself. Only trees
 * with a split on the shuffled column are walked anew.
 */
export function permutationImportance(
  model: Opened,
  columns: readonly Column[],
  target: Float64Array,
  options: PermutationOptions,
): PermutationImportance {
  const { repeats, seed } = resolvePermutation(options)
  const { features } = model
  const scale = fitScale(target)
  const spread = totalSquares(target, scale)
  const size = Math.min(target.length, blockRows(features))
  const report = begin(options, repeats * target.length)
  const users = treesByFeature(model)
  const random = new Random(seed)
  const order = Int32Array.from({ length: target.length }, (_, i) => i)
  const drop = new Float64Array(features)
  const deviation = new Float64Array(features)
  const block = new Float64Array(size * features)
  let whole = 0
  for (let repeat = 1; repeat <= repeats; repeat++) {
    random.shuffle(order)
    const shuffled = new Float64Array(features)
    whole = 0
    for (let from = 0; from < target.length; from += size) {
      const rows = Math.min(size, target.length - from)
      const truth = target.subarray(from, from + rows)
      gatherBlock(model, columns, from, from + rows, block)
      const predicted = sumTrees(model, model.roots, block, new Float64Array(rows))
      for (let i = 0; i < rows; i++) predicted[i] = predicted[i]! + model.base
      whole += squares(truth, predicted, scale)
      users.forEach((roots, f) => {
        if (roots.length === 0) return
        const before = sumTrees(model, roots, block, new Float64Array(rows))
        gatherColumn(model, pick(columns[f]!, order.subarray(from, from + rows)), f, 0, rows, block)
        const after = sumTrees(model, roots, block, new Float64Array(rows))
        gatherColumn(model, columns[f]!.subarray(from, from + rows), f, 0, rows, block)
        // Where nothing changes the difference is exactly 0.
        for (let i = 0; i < rows; i++) after[i] = predicted[i]! + (after[i]! - before[i]!)
        shuffled[f] = shuffled[f]! + squares(truth, after, scale)
      })
      report((repeat - 1) * target.length + from + rows)
    }
    users.forEach((roots, f) => {
      if (roots.length === 0) return
      // Mean and squared deviations as they come (Welford 1962).
      const lost = (shuffled[f]! - whole) / spread
      const change = lost - drop[f]!
      drop[f] = drop[f]! + change / repeat
      deviation[f] = deviation[f]! + change * (lost - drop[f])
    })
  }
  return { r2: 1 - whole / spread, drop, deviation: deviation.map((sum) => Math.sqrt(sum / repeats)) }
}

/** By feature: roots of the trees with a split on it. */
function treesByFeature(model: Opened): number[][] {
  const users: number[][] = Array.from({ length: model.features }, () => [])
  for (const root of model.roots) {
    const stack = root < 0 ? [] : [root]
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const roots = users[model.feature[node]!]!
      if (roots.at(-1) !== root) roots.push(root)
      for (const child of [model.left[node]!, model.right[node]!]) if (child >= 0) stack.push(child)
    }
  }
  return users
}

/** Sums the leaf values of some trees for as many rows of the block as `out` has places. */
function sumTrees(model: Opened, roots: Iterable<number>, block: Float64Array, out: Float64Array): Float64Array {
  const { feature, left, right, leafValue, features } = model
  out.fill(0)
  for (const root of roots) {
    for (let i = 0, slot = 0; i < out.length; i++, slot += features) {
      let node = root
      while (node >= 0) node = goesLeft(model, node, block[slot + feature[node]!]!) ? left[node]! : right[node]!
      out[i] = out[i]! + leafValue[~node]!
    }
  }
  return out
}

/** The picked rows of a column. */
function pick(column: Column, rows: Int32Array): Column {
  const out = column.slice(0, rows.length)
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]!]!
  return out
}

/** Σ (predicted - target)² over the target's rows, on the standard scale, where neither overflows. */
function squares(target: Float64Array, predicted: Float64Array, { shrink, stretch }: Scale): number {
  let sum = 0
  for (let i = 0; i < target.length; i++) {
    const error = (predicted[i]! * shrink - target[i]! * shrink) * stretch
    sum += error * error
  }
  return sum
}

/** Σ (target - its mean)², on the standard scale; 1 for a constant target, which has nothing to explain. */
function totalSquares(target: Float64Array, { shrink, centre, stretch }: Scale): number {
  let sum = 0
  for (let i = 0; i < target.length; i++) {
    const difference = (target[i]! * shrink - centre) * stretch
    sum += difference * difference
  }
  return sum > 0 ? sum : 1
}
