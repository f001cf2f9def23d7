import type { Bins, Mapper } from './bins.ts'
import { setBit } from './columns.ts'
import { FOUND } from './found.ts'
import { gridStep } from './hessian.ts'
import { packingFor } from './histogram.ts'
import { LEAVES } from './leaf-values.ts'
import { type Split, SplitFinder, type SplitRules } from './split.ts'
import { chunksOf, TASK, type Tasks } from './tasks.ts'
import type { Team } from './team.ts'
import { createTree, type Tree, trimTree } from './tree.ts'
import { BATCH, NODE, NUMBER, TILE, type Workspace } from './workspace.ts'

export interface GrowthRules extends SplitRules {
  /** 'depth': level by level. 'leaf': always the leaf of greatest gain. */
  growth: 'depth' | 'leaf'
  maxDepth: number
  maxLeaves: number
  learningRate: number
}

/** With fewer pairs in a batch the rows of a node lie dense enough to be read in one go. */
const SPARSE_PAIRS = 4

/** Rows of a node in a tile, on average, at least: below, histograms come and go too often. */
const TILE_SHARE = 256

/** A node that may still be split. */
interface Open {
  begin: number
  end: number
  depth: number
  /** The split above and the side of it, or -1 for the root. */
  parent: number
  isLeft: boolean
  total: number
  /** Histogram slot, or -1 when the node cannot be split. */
  slot: number
  split: Split | null
}

/** The children of a split of the batch. */
interface Pair {
  left: Open
  right: Open
  small: Open
  large: Open
}

/** A tree being grown. */
interface Work {
  tree: Tree
  open: Open[]
  finder: SplitFinder
}

/** Leaves of the largest tree the rules allow on so many rows. */
export const mostLeaves = ({ maxDepth, maxLeaves }: GrowthRules, rows: number): number =>
  Math.max(1, Math.min(maxLeaves, rows, maxDepth < 31 ? 2 ** maxDepth : maxLeaves))

/**
 * Grows trees on one workspace. Here it is decided what happens next; the work by row and by column is handed to the
 * team as tasks, a batch of nodes at once: with growth 'depth' the nodes of a level, with 'leaf' one.
 */
export class Grower {
  readonly #space: Workspace
  readonly #rules: GrowthRules
  readonly #tasks: Tasks
  readonly #team: Team
  readonly #columnsPerTask: number
  readonly #maxLeaves: number
  readonly #free: number[]
  #tables: Uint8Array[] = []

  /** @param columnsPerTask columns a thread takes at once */
  constructor(space: Workspace, rules: GrowthRules, tasks: Tasks, team: Team, columnsPerTask: number) {
    this.#space = space
    this.#rules = rules
    this.#tasks = tasks
    this.#team = team
    this.#columnsPerTask = columnsPerTask
    this.#maxLeaves = mostLeaves(rules, space.rows)
    this.#free = [...space.histograms.keys()].toReversed()
  }

  /**
   * Grows one tree and adds its leaf values to `raw` of the rows it was grown on.
   * @param rows how many of `index`, which lists them when they are a sample
   * @param features how many of `features`
   */
  grow(rows: number, features: number, sampled: boolean): Tree {
    const { numbers } = this.#space
    numbers[NUMBER.rows] = rows
    numbers[NUMBER.features] = features
    numbers[NUMBER.columnsPerTask] = this.#columnsPerTask
    numbers[NUMBER.sampled] = sampled ? 1 : 0
    this.#tables = []
    const root: Open = {
      begin: 0,
      end: rows,
      depth: 0,
      parent: -1,
      isLeft: true,
      total: this.#pack(rows),
      slot: -1,
      split: null,
    }
    const finder = new SplitFinder(this.#space, this.#rules, this.#tasks.packing)
    const work: Work = { tree: createTree(this.#maxLeaves), open: [], finder }
    if (this.#maxLeaves > 1 && this.#isSplittable(root)) this.#buildRoot(root)
    this.#settle(work, root, 0)
    // Leaves there are, nodes still open, and one more by each split.
    while (work.open.length > 0 && work.tree.leaves + work.open.length < this.#maxLeaves) this.#divide(work)
    for (const node of work.open) {
      this.#release(node)
      this.#addLeaf(work.tree, node)
    }
    this.#valueLeaves(work.tree)
    return trimTree(work.tree)
  }

  /** Packs the gradients of the tree's rows; returns their sum. */
  #pack(rows: number): number {
    const { numbers, results, hessian } = this.#space
    const chunks = chunksOf(rows)
    this.#team.run(TASK.gradients, chunks)
    let low = Infinity
    let high = -Infinity
    for (let k = 0; k < chunks; k++) {
      low = Math.min(low, results[2 * k]!)
      high = Math.max(high, results[2 * k + 1]!)
    }
    if (hessian) {
      let largest = 0
      for (let k = 0; k < chunks; k++) largest = Math.max(largest, results[2 * chunks + k]!)
      numbers[NUMBER.grid] = gridStep(largest, rows)
    }
    const packing = packingFor(low, high, rows)
    numbers[NUMBER.unit] = packing.unit
    numbers[NUMBER.step] = packing.step
    numbers[NUMBER.low] = packing.low
    numbers[NUMBER.levels] = packing.levels
    this.#team.run(TASK.pack, chunks)
    let total = 0
    for (let k = 0; k < chunks; k++) total += results[k]!
    return total
  }

  #buildRoot(root: Open): void {
    root.slot = this.#takeSlot()
    this.#place(0, root, -1)
    this.#place(1, null, -1)
    this.#space.numbers[NUMBER.tiles] = 1
    this.#runColumns(1)
  }

  /** Splits the open nodes whose turn it is. */
  #divide(work: Work): void {
    const { tree, open } = work
    const before = tree.leaves + open.length
    const batch = this.#take(open, this.#maxLeaves - before)
    const parents = batch.map((node, k) => this.#addSplit(tree, node, k))
    this.#team.run(TASK.partition, batch.length)
    const pairs = batch.map((node, k) => this.#childrenOf(node, parents[k]!, this.#space.results[k]!))
    // With the last leaf given away, no histogram is needed any more.
    const built = pairs.filter((pair, k) => this.#open(batch[k]!, pair, before + k + 1 >= this.#maxLeaves))
    this.#build(built, new Map(pairs.map((pair, k) => [pair, batch[k]!.total])))
    let child = 0
    for (const pair of pairs) {
      const smallIsLeft = pair.small === pair.left
      this.#settle(work, pair.left, child + (smallIsLeft ? 0 : 1))
      this.#settle(work, pair.right, child + (smallIsLeft ? 1 : 0))
      if (built.includes(pair)) child += 2
    }
  }

  /** Gives slots to children that may be split again; false when neither is. */
  #open(node: Open, { small, large }: Pair, full: boolean): boolean {
    const largeOpen = !full && this.#isSplittable(large)
    const smallOpen = !full && this.#isSplittable(small)
    if (largeOpen) {
      large.slot = node.slot
      node.slot = -1
    }
    this.#release(node)
    if (!largeOpen && !smallOpen) return false
    small.slot = this.#takeSlot()
    return true
  }

  #build(built: readonly Pair[], totals: ReadonlyMap<Pair, number>): void {
    if (built.length === 0) return
    const { nodes, numbers, rows } = this.#space
    let from = 0
    built.forEach(({ small, large }, k) => {
      this.#place(2 * k, small, from)
      this.#place(2 * k + 1, large, -1)
      from += small.end - small.begin
    })
    numbers[NUMBER.tiles] = tilesFor(built.length, from, rows)
    this.#team.run(TASK.gather, built.length)
    built.forEach((pair, k) => {
      const { small, large } = pair
      small.total = nodes[2 * k * NODE.fields + NODE.total]!
      large.total = totals.get(pair)! - small.total
      nodes[(2 * k + 1) * NODE.fields + NODE.total] = large.total
    })
    this.#runColumns(built.length)
    for (const { small } of built) if (!this.#isSplittable(small)) this.#release(small)
  }

  #place(child: number, node: Open | null, from: number): void {
    const { nodes } = this.#space
    const at = child * NODE.fields
    nodes[at + NODE.begin] = node?.begin ?? 0
    nodes[at + NODE.end] = node?.end ?? 0
    nodes[at + NODE.slot] = node?.slot ?? -1
    nodes[at + NODE.total] = node?.total ?? 0
    nodes[at + NODE.open] = node !== null && node.slot >= 0 && this.#isSplittable(node) ? 1 : 0
    nodes[at + NODE.from] = from
  }

  #runColumns(pairs: number): void {
    const { numbers } = this.#space
    numbers[NUMBER.pairs] = pairs
    numbers[NUMBER.phase] = numbers[NUMBER.phase]! + 1
    this.#team.run(TASK.columns, Math.ceil(numbers[NUMBER.features]! / this.#columnsPerTask))
  }

  /** Takes the node's best split from what was found; without one it is a leaf. */
  #settle({ tree, open, finder }: Work, node: Open, child: number): void {
    if (node.slot >= 0) {
      const { histograms, features, numbers, found, mappers } = this.#space
      const from = child * mappers.length * FOUND.fields
      const count = numbers[NUMBER.features]!
      node.split = finder.choose(histograms[node.slot]!, features, count, node.total, found, from)
    }
    if (node.split !== null) {
      open.push(node)
      return
    }
    this.#release(node)
    this.#addLeaf(tree, node)
  }

  #isSplittable(node: Open): boolean {
    return node.depth < this.#rules.maxDepth && node.end - node.begin >= 2 * this.#rules.minRows
  }

  /** Adds the last grown tree's prediction to `raw` of the listed rows of a table binned alike. */
  addToOthers(tree: Tree, bins: Bins, rows: Int32Array, raw: Float64Array): void {
    const { cells } = bins
    for (const row of rows) {
      let node = tree.splits > 0 ? 0 : -1
      while (node >= 0) {
        const cell = cells[tree.feature[node]! * bins.rows + row]!
        node = this.#tables[node]![cell] === 1 ? tree.left[node]! : tree.right[node]!
      }
      raw[row] = raw[row]! + tree.leafValue[~node]!
    }
  }

  /** The nodes to split next, `room` at most. */
  #take(open: Open[], room: number): Open[] {
    if (this.#rules.growth === 'leaf') {
      let at = 0
      for (let i = 1; i < open.length; i++) if (open[i]!.split!.gain > open[at]!.split!.gain) at = i
      return open.splice(at, 1)
    }
    const { depth } = open[0]!
    let count = 1
    while (count < Math.min(open.length, room, BATCH) && open[count]!.depth === depth) count++
    return open.splice(0, count)
  }

  #takeSlot(): number {
    const { histograms, offsets, hessian } = this.#space
    const length = offsets.at(-1)! * (hessian ? 2 : 1)
    return this.#free.pop() ?? histograms.push(new Float64Array(length)) - 1
  }

  #release(node: Open): void {
    if (node.slot >= 0) this.#free.push(node.slot)
    node.slot = -1
  }

  #childrenOf({ begin, end, depth }: Open, parent: number, leftRows: number): Pair {
    const middle = begin + leftRows
    const child = { depth: depth + 1, parent, total: 0, slot: -1, split: null }
    const left: Open = { ...child, begin, end: middle, isLeft: true }
    const right: Open = { ...child, begin: middle, end, isLeft: false }
    return leftRows <= end - middle
      ? { left, right, small: left, large: right }
      : { left, right, small: right, large: left }
  }

  /** Adds split k of the batch to the tree, and puts down what partitioning needs. */
  #addSplit(tree: Tree, node: Open, k: number): number {
    const { mappers, splitOn, goesLeft } = this.#space
    const split = node.split!
    const mapper = mappers[split.feature]!
    const at = tree.splits++
    tree.feature[at] = split.feature
    tree.gain[at] = split.gain
    tree.cover[at] = node.end - node.begin
    tree.defaultLeft[at] = split.missingLeft ? 1 : 0
    tree.threshold[at] = thresholdOf(split, mapper)
    tree.categories[at] = mapper.kind === 'categorical' ? codesGoingLeft(split, mapper.binOf) : null
    this.#tables[at] = split.goesLeft
    this.#place(k, node, -1)
    splitOn[k] = split.feature
    goesLeft.set(split.goesLeft, k * 256)
    attach(tree, node, at)
    return at
  }

  #addLeaf(tree: Tree, node: Open): void {
    const { leaves } = this.#space
    const leaf = tree.leaves++
    tree.leafCover[leaf] = node.end - node.begin
    leaves[2 * leaf] = node.begin
    leaves[2 * leaf + 1] = node.end
    attach(tree, node, ~leaf)
  }

  #valueLeaves(tree: Tree): void {
    const { numbers, results, hessian } = this.#space
    numbers[NUMBER.leaves] = tree.leaves
    this.#team.run(TASK.leaves, Math.ceil(tree.leaves / LEAVES))
    tree.leafValue.set(results.subarray(0, tree.leaves))
    if (hessian) coverByWeight(tree, results.subarray(tree.leaves, 2 * tree.leaves))
  }
}

/** Covers in weight instead of rows: those of leaves are given, a split has those of its children. */
function coverByWeight(tree: Tree, leafCover: Float64Array): void {
  tree.leafCover.set(leafCover)
  const coverOf = (child: number): number => (child < 0 ? tree.leafCover[~child]! : tree.cover[child]!)
  for (let i = tree.splits - 1; i >= 0; i--) tree.cover[i] = coverOf(tree.left[i]!) + coverOf(tree.right[i]!)
}

/** Tiles pay where a node's rows lie far apart, while each tile still has some of them. */
function tilesFor(pairs: number, gathered: number, rows: number): number {
  if (pairs < SPARSE_PAIRS) return 1
  return Math.max(1, Math.min(Math.ceil(rows / TILE), Math.floor(gathered / (pairs * TILE_SHARE))))
}

function attach(tree: Tree, node: Open, child: number): void {
  if (node.parent < 0) return
  if (node.isLeft) tree.left[node.parent] = child
  else tree.right[node.parent] = child
}

function thresholdOf(split: Split, mapper: Mapper): number {
  if (mapper.kind === 'categorical') return NaN
  return split.cut < 0 ? -Infinity : mapper.cuts[split.cut]!
}

function codesGoingLeft(split: Split, binOf: Uint8Array): Uint32Array {
  let top = -1
  for (let code = 0; code < binOf.length; code++) if (split.goesLeft[binOf[code]!] === 1) top = code
  const words = new Uint32Array((top + 32) >>> 5)
  for (let code = 0; code <= top; code++) if (split.goesLeft[binOf[code]!] === 1) setBit(words, code)
  return words
}
