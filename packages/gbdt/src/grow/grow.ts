import { FOUND } from './found.ts'
import { GrowingTree } from './growing-tree.ts'
import { LEAVES } from './leaf-values.ts'
import type { Bins } from '../bins/mapper.ts'
import { childrenOf, type Open, type Pair } from './open-node.ts'
import { packGradients } from './pack-gradients.ts'
import { Slots } from './slots.ts'
import { SplitFinder, type SplitRules } from './split.ts'
import { TASK } from './tasks.ts'
import type { Team } from '../threads/team.ts'
import type { Tree } from '../model/tree.ts'
import { BATCH, chunksOf, NODE, NUMBER, packingOf, TILE, type Workspace } from './workspace.ts'

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

/** A tree being grown. */
interface Work {
  tree: GrowingTree
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
  readonly #team: Team
  readonly #columnsPerTask: number
  readonly #maxLeaves: number
  readonly #slots: Slots
  #last: GrowingTree

  /** @param columnsPerTask columns a thread takes at once */
  constructor(space: Workspace, rules: GrowthRules, team: Team, columnsPerTask: number) {
    this.#space = space
    this.#rules = rules
    this.#team = team
    this.#columnsPerTask = columnsPerTask
    this.#maxLeaves = mostLeaves(rules, space.rows)
    this.#slots = new Slots(space)
    this.#last = this.#plant()
  }

  #plant(): GrowingTree {
    return new GrowingTree(this.#maxLeaves, this.#space.mappers)
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
    const root: Open = {
      begin: 0,
      end: rows,
      depth: 0,
      parent: -1,
      isLeft: true,
      total: packGradients(this.#space, this.#team),
      slot: -1,
      split: null,
    }
    const tree = this.#plant()
    const finder = new SplitFinder(this.#space, this.#rules, packingOf(this.#space))
    const work: Work = { tree, open: [], finder }
    if (this.#maxLeaves > 1 && this.#isSplittable(root)) this.#buildRoot(root)
    this.#settle(work, root, 0)
    // Leaves there are, nodes still open, and one more by each split.
    while (work.open.length > 0 && tree.leaves + work.open.length < this.#maxLeaves) this.#divide(work)
    for (const node of work.open) this.#addLeaf(tree, node)
    this.#valueLeaves(tree)
    this.#last = tree
    return tree.trim()
  }

  /** Adds the last grown tree's prediction to `raw` of the listed rows of a table binned alike. */
  addToOthers(bins: Bins, rows: Int32Array, raw: Float64Array): void {
    this.#last.addTo(bins, rows, raw)
  }

  #buildRoot(root: Open): void {
    root.slot = this.#slots.take()
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
    const pairs = batch.map((node, k) => childrenOf(node, parents[k]!, this.#space.results[k]!))
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
    this.#slots.release(node)
    if (!largeOpen && !smallOpen) return false
    small.slot = this.#slots.take()
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
    for (const { small } of built) if (!this.#isSplittable(small)) this.#slots.release(small)
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
    this.#addLeaf(tree, node)
  }

  #isSplittable(node: Open): boolean {
    return node.depth < this.#rules.maxDepth && node.end - node.begin >= 2 * this.#rules.minRows
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

  /** Adds split k of the batch to the tree, and puts down what partitioning needs. */
  #addSplit(tree: GrowingTree, node: Open, k: number): number {
    const { splitOn, goesLeft } = this.#space
    const split = node.split!
    this.#place(k, node, -1)
    splitOn[k] = split.feature
    goesLeft.set(split.goesLeft, k * 256)
    return tree.addSplit(node, split, node.end - node.begin)
  }

  #addLeaf(tree: GrowingTree, node: Open): void {
    const { leaves } = this.#space
    this.#slots.release(node)
    const leaf = tree.addLeaf(node, node.end - node.begin)
    leaves[2 * leaf] = node.begin
    leaves[2 * leaf + 1] = node.end
  }

  #valueLeaves(tree: GrowingTree): void {
    const { numbers, results, hessian, rows } = this.#space
    const { leaves } = tree
    numbers[NUMBER.leaves] = leaves
    this.#team.run(TASK.leaves, Math.ceil(leaves / LEAVES))
    this.#team.run(TASK.raise, chunksOf(rows))
    tree.value(results.subarray(0, leaves), hessian && results.subarray(leaves, 2 * leaves))
  }
}

/** Tiles pay where a node's rows lie far apart, while each tile still has some of them. */
function tilesFor(pairs: number, gathered: number, rows: number): number {
  if (pairs < SPARSE_PAIRS) return 1
  return Math.max(1, Math.min(Math.ceil(rows / TILE), Math.floor(gathered / (pairs * TILE_SHARE))))
}
