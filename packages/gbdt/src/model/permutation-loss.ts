import type { Column } from '../columns.ts'
import type { Opened } from './layout.ts'
import type { Scale } from '../grow/scale.ts'
import { allTrees, bringAll, openWalker } from './walker.ts'

/** Rows whose predictions are held against the target, and the values of other rows for each column some split asks. */
export interface Trial {
  columns: readonly Column[]
  shuffled: readonly Column[]
  target: Float64Array
  weights: Float64Array
  scale: Scale
}

/** By feature: the trees with a split on it, ascending. */
export function treesByFeature(model: Opened): Int32Array[] {
  const users: number[][] = Array.from({ length: model.features }, () => [])
  model.roots.forEach((root, tree) => {
    const stack = root < 0 ? [] : [root]
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const trees = users[model.feature[node]!]!
      if (trees.at(-1) !== tree) trees.push(tree)
      for (const child of [model.left[node]!, model.right[node]!]) if (child >= 0) stack.push(child)
    }
  })
  return users.map((trees) => Int32Array.from(trees))
}

/**
 * Writes Σ weight (prediction - target)² of the rows to `out[0]`, and to `out[1 + f]` what it is with the shuffled values
 * of feature f, where a split asks for it. Only trees with a split on a feature are walked anew for it.
 */
export function lossesInto(model: Opened, users: readonly Int32Array[], trial: Trial, out: Float64Array): void {
  const { columns, shuffled, target, weights, scale } = trial
  const rows = target.length
  const trees = allTrees(model)
  const walks = users.reduce((sum, { length }) => sum + 2 * rows * length, rows * trees.length)
  const walker = openWalker(model, rows, walks)
  out.fill(0)
  for (let begin = 0; begin < rows; begin += walker.size) {
    const end = Math.min(rows, begin + walker.size)
    const truth = target.subarray(begin, end)
    const weight = weights.subarray(begin, end)
    bringAll(walker, columns, begin, end)
    const predicted = new Float64Array(end - begin).fill(model.base)
    walker.add(trees, predicted)
    out[0] = addSquares(out[0]!, truth, predicted, weight, scale)
    users.forEach((some, f) => {
      if (some.length === 0) return
      const before = new Float64Array(end - begin)
      walker.add(some, before)
      walker.bring(f, shuffled[f]!, begin, end)
      const after = new Float64Array(end - begin)
      walker.add(some, after)
      walker.bring(f, columns[f]!, begin, end)
      // Where nothing changes the difference is exactly 0.
      for (let i = 0; i < after.length; i++) after[i] = predicted[i]! + (after[i]! - before[i]!)
      out[1 + f] = addSquares(out[1 + f]!, truth, after, weight, scale)
    })
  }
}

/** `sum` + Σ weight (predicted - target)², on the standard scale, where neither overflows. */
function addSquares(
  sum: number,
  target: Float64Array,
  predicted: Float64Array,
  weights: Float64Array,
  { shrink, stretch }: Scale,
): number {
  for (let i = 0; i < target.length; i++) {
    const error = (predicted[i]! * shrink - target[i]! * shrink) * stretch
    sum += weights[i]! * (error * error)
  }
  return sum
}
