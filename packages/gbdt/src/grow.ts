import type { Bins, Mapper } from './bins.ts'
import { setBit } from './columns.ts'
import { fillHistogram, histogramOffsets, type HistogramSource, packGradients, subtractHistogram } from './histogram.ts'
import { type Split, SplitFinder, type SplitRules } from './split.ts'
import { createTree, type Tree, trimTree } from './tree.ts'

export interface GrowthRules extends SplitRules {
  /** 'depth': level by level. 'leaf': always the leaf of greatest gain. */
  growth: 'depth' | 'leaf'
  maxDepth: number
  maxLeaves: number
  learningRate: number
}

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

/** A tree being grown. */
interface Work {
  tree: Tree
  open: Open[]
  /** By row number. */
  gradient: Float64Array
  finder: SplitFinder
  source: HistogramSource
}

/** Grows trees on one binned table; its buffers are reused from tree to tree. */
export class Grower {
  readonly #bins: Bins
  readonly #rules: GrowthRules
  readonly #offsets: Int32Array
  /** Row numbers; each node owns a stretch. */
  readonly #index: Int32Array
  readonly #scratch: Int32Array
  readonly #packed: Float64Array
  readonly #gathered: Float64Array
  readonly #slots: Float64Array[] = []
  readonly #free: number[] = []
  readonly #leafEnd: Int32Array
  readonly #leafBegin: Int32Array
  #tables: Uint8Array[] = []

  constructor(bins: Bins, rules: GrowthRules) {
    this.#bins = bins
    this.#rules = rules
    this.#offsets = histogramOffsets(bins.mappers.map((mapper) => mapper.count))
    this.#index = new Int32Array(bins.rows)
    this.#scratch = new Int32Array(bins.rows)
    this.#packed = new Float64Array(bins.rows)
    this.#gathered = new Float64Array(bins.rows)
    this.#leafBegin = new Int32Array(this.#maxLeaves)
    this.#leafEnd = new Int32Array(this.#maxLeaves)
  }

  get #maxLeaves(): number {
    const { maxDepth, maxLeaves } = this.#rules
    return Math.max(1, Math.min(maxLeaves, this.#bins.rows, maxDepth < 31 ? 2 ** maxDepth : maxLeaves))
  }

  /**
   * Grows one tree on the listed rows and columns.
   * @param gradient by row number
   */
  grow(gradient: Float64Array, rows: Int32Array, features: Int32Array): Tree {
    this.#index.set(rows)
    this.#tables = []
    const packing = packGradients(gradient, rows, rows.length, this.#packed)
    const work: Work = {
      tree: createTree(this.#maxLeaves),
      open: [],
      gradient,
      finder: new SplitFinder(this.#rules, packing),
      source: { cells: this.#bins.cells, rows: this.#bins.rows, offsets: this.#offsets, features },
    }
    const root: Open = {
      begin: 0,
      end: rows.length,
      depth: 0,
      parent: -1,
      isLeft: true,
      total: 0,
      slot: -1,
      split: null,
    }
    root.total = this.#sum(root)
    if (this.#maxLeaves > 1 && this.#isSplittable(root)) this.#build(root, work.source)
    this.#settle(work, root)
    // Leaves there are, nodes still open, and one more by each split.
    while (work.open.length > 0 && work.tree.leaves + work.open.length < this.#maxLeaves) this.#divide(work)
    for (const node of work.open) {
      this.#release(node)
      this.#addLeaf(work, node)
    }
    return trimTree(work.tree)
  }

  /** Splits the open node whose turn it is. */
  #divide(work: Work): void {
    const { tree, open, source } = work
    const node = this.#take(open)
    const [left, right] = this.#partition(node, this.#addSplit(tree, node))
    const small = left.end - left.begin <= right.end - right.begin ? left : right
    const large = small === left ? right : left
    small.total = this.#sum(small)
    large.total = node.total - small.total
    // With the last leaf given away, no histogram is needed any more.
    const full = tree.leaves + open.length + 2 >= this.#maxLeaves
    const largeOpen = !full && this.#isSplittable(large)
    const smallOpen = !full && this.#isSplittable(small)
    if (largeOpen || smallOpen) this.#build(small, source)
    if (largeOpen) {
      // In place: the parent's histogram becomes the larger child's.
      subtractHistogram(this.#slots[node.slot]!, this.#slots[small.slot]!, source)
      large.slot = node.slot
      node.slot = -1
    }
    this.#release(node)
    if (!smallOpen) this.#release(small)
    this.#settle(work, left)
    this.#settle(work, right)
  }

  /** Looks for the node's best split; without one it is a leaf. */
  #settle(work: Work, node: Open): void {
    const { finder, source } = work
    if (node.slot >= 0) {
      const histogram = this.#slots[node.slot]!
      node.split = finder.find(histogram, this.#offsets, source.features, this.#bins.mappers, node.total)
    }
    if (node.split !== null) {
      work.open.push(node)
      return
    }
    this.#release(node)
    this.#addLeaf(work, node)
  }

  #isSplittable(node: Open): boolean {
    return node.depth < this.#rules.maxDepth && node.end - node.begin >= 2 * this.#rules.minRows
  }

  /** Adds each leaf's value to `raw` of the rows the tree was grown on. */
  addToGrown(tree: Tree, raw: Float64Array): void {
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const value = tree.leafValue[leaf]!
      const end = this.#leafEnd[leaf]!
      for (let i = this.#leafBegin[leaf]!; i < end; i++) {
        const row = this.#index[i]!
        raw[row] = raw[row]! + value
      }
    }
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

  #take(open: Open[]): Open {
    let at = 0
    if (this.#rules.growth === 'leaf') {
      for (let i = 1; i < open.length; i++) if (open[i]!.split!.gain > open[at]!.split!.gain) at = i
    }
    return open.splice(at, 1)[0]!
  }

  #build(node: Open, source: HistogramSource): void {
    node.slot = this.#free.pop() ?? this.#slots.push(new Float64Array(this.#offsets.at(-1)!)) - 1
    const histogram = this.#slots[node.slot]!
    fillHistogram(histogram, source, this.#index, node.begin, node.end, this.#packed, this.#gathered)
  }

  #release(node: Open): void {
    if (node.slot >= 0) this.#free.push(node.slot)
    node.slot = -1
  }

  #sum(node: Open): number {
    let sum = 0
    for (let i = node.begin; i < node.end; i++) sum += this.#packed[this.#index[i]!]!
    return sum
  }

  /** Moves the node's left rows before its right ones, each in their old order. */
  #partition(node: Open, at: number): [Open, Open] {
    const { begin, end } = node
    const { goesLeft, feature } = node.split!
    const { cells, rows } = this.#bins
    const column = feature * rows
    const index = this.#index
    const scratch = this.#scratch
    let left = begin
    let right = 0
    for (let i = begin; i < end; i++) {
      const row = index[i]!
      if (goesLeft[cells[column + row]!] === 1) index[left++] = row
      else scratch[right++] = row
    }
    for (let i = 0; i < right; i++) index[left + i] = scratch[i]!
    const child = { depth: node.depth + 1, parent: at, total: 0, slot: -1, split: null }
    return [
      { ...child, begin, end: left, isLeft: true },
      { ...child, begin: left, end, isLeft: false },
    ]
  }

  #addSplit(tree: Tree, node: Open): number {
    const split = node.split!
    const mapper = this.#bins.mappers[split.feature]!
    const at = tree.splits++
    tree.feature[at] = split.feature
    tree.gain[at] = split.gain
    tree.cover[at] = node.end - node.begin
    tree.defaultLeft[at] = split.missingLeft ? 1 : 0
    tree.threshold[at] = thresholdOf(split, mapper)
    tree.categories[at] = mapper.kind === 'categorical' ? codesGoingLeft(split, mapper.binOf) : null
    this.#tables[at] = split.goesLeft
    attach(tree, node, at)
    return at
  }

  #addLeaf({ tree, gradient }: Work, node: Open): void {
    const leaf = tree.leaves++
    let sum = 0
    // From the true gradients: the packed ones were rounded.
    for (let i = node.begin; i < node.end; i++) sum += gradient[this.#index[i]!]!
    const count = node.end - node.begin
    tree.leafValue[leaf] = (-this.#rules.learningRate * sum) / (count + this.#rules.lambda)
    tree.leafCover[leaf] = count
    this.#leafBegin[leaf] = node.begin
    this.#leafEnd[leaf] = node.end
    attach(tree, node, ~leaf)
  }
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
