import { FOUND } from './found.ts'
import { roundToGrid, weighRows } from './hessian.ts'
import { fillHistogram, type HistogramRows, type Packing, packRows, subtractHistogram } from './histogram.ts'
import { type Kernel, openKernel } from './kernel.ts'
import { LeafValues } from './leaf-values.ts'
import type { Loss } from './loss.ts'
import { SplitFinder } from './split.ts'
import type { Runner } from './team.ts'
import { BATCH, CHUNK, NODE, NUMBER, type Workspace } from './workspace.ts'

/** Kinds of task. Those of one kind touch different memory, so they may run in any order and on any thread. */
export const TASK = { gradients: 0, pack: 1, partition: 2, gather: 3, columns: 4, leaves: 5 } as const

/** Just below a gain, so that an equal one is still found. */
const NEARLY = 1 - 1e-12

/** What any thread does to a workspace. What is to be done stands in the workspace; `k` says which share of it. */
export class Tasks implements Runner {
  readonly #space: Workspace
  readonly #loss: Loss
  readonly #kernel: Kernel | null
  readonly #finder: SplitFinder
  /** By child of the batch: the best gain this thread has met. */
  readonly #best = new Float64Array(BATCH * 2)
  readonly #leaves: LeafValues
  #phase = 0

  constructor(space: Workspace, loss: Loss) {
    this.#space = space
    this.#loss = loss
    this.#kernel = space.memory && openKernel(space.memory)
    this.#leaves = new LeafValues(space, loss)
    this.#finder = new SplitFinder(space, space.rules, this.packing, this.#kernel)
  }

  do(kind: number, k: number): void {
    if (kind === TASK.gradients) this.#gradients(k)
    else if (kind === TASK.pack) this.#pack(k)
    else if (kind === TASK.partition) this.#partition(k)
    else if (kind === TASK.gather) this.#gather(k)
    else if (kind === TASK.columns) this.#columns(k)
    else this.#leaves.value(k)
  }

  get packing(): Packing {
    const { numbers } = this.#space
    return {
      unit: numbers[NUMBER.unit]!,
      step: numbers[NUMBER.step]!,
      low: numbers[NUMBER.low]!,
      levels: numbers[NUMBER.levels]!,
    }
  }

  /** Gradients of a chunk of the tree's rows into `packed`; least and greatest into the results. */
  #gradients(k: number): void {
    const { hessian } = this.#space
    if (hessian) {
      weighRows(this.#space, this.#loss, hessian, k)
      return
    }
    const { numbers, index, packed, raw, target, scale, results } = this.#space
    const { shrink, centre, stretch } = scale
    const loss = this.#loss
    const sampled = numbers[NUMBER.sampled] === 1
    const end = Math.min((k + 1) * CHUNK, numbers[NUMBER.rows]!)
    let low = Infinity
    let high = -Infinity
    for (let i = k * CHUNK; i < end; i++) {
      if (!sampled) index[i] = i
      const row = index[i]!
      const value = loss.slope((target[row]! * shrink - centre) * stretch, raw[row]!)
      packed[row] = value
      if (value < low) low = value
      if (value > high) high = value
    }
    results[2 * k] = low
    results[2 * k + 1] = high
  }

  /** Packs a chunk of the gradients; their sum into the results. */
  #pack(k: number): void {
    const { numbers, index, packed, hessian, results } = this.#space
    const end = Math.min((k + 1) * CHUNK, numbers[NUMBER.rows]!)
    if (hessian) roundToGrid(this.#space, hessian, k * CHUNK, end)
    const { unit, step, low, levels } = this.packing
    results[k] = this.#kernel
      ? this.#kernel.pack(packed.byteOffset, index.byteOffset, k * CHUNK, end, unit, step, low, levels)
      : packRows(packed, index, k * CHUNK, end, this.packing)
  }

  /** Moves the left rows of node k before its right ones, each in their old order; how many into the results. */
  #partition(k: number): void {
    const { nodes, splitOn, goesLeft, cells, rows, index, scratch, results } = this.#space
    const begin = nodes[k * NODE.fields + NODE.begin]!
    const end = nodes[k * NODE.fields + NODE.end]!
    const column = splitOn[k]! * rows
    const table = k * 256
    if (this.#kernel) {
      const from = cells.byteOffset + column
      const to = scratch.byteOffset + begin * 4
      results[k] = this.#kernel.partition(from, goesLeft.byteOffset + table, index.byteOffset, to, begin, end)
      return
    }
    let left = begin
    let right = begin
    for (let i = begin; i < end; i++) {
      const row = index[i]!
      // Both are written and one of them counts: a branch would be mispredicted half of the time.
      const isLeft = goesLeft[table + cells[column + row]!]!
      index[left] = row
      scratch[right] = row
      left += isLeft
      right += 1 - isLeft
    }
    index.set(scratch.subarray(begin, right), left)
    results[k] = left - begin
  }

  /** Brings the packed gradients of the small child of split k into the order of its rows, and sums them. */
  #gather(k: number): void {
    const { nodes, index, packed, gathered } = this.#space
    const at = 2 * k * NODE.fields
    const begin = nodes[at + NODE.begin]!
    const end = nodes[at + NODE.end]!
    const from = nodes[at + NODE.from]!
    this.#cut(k, begin, end)
    if (this.#kernel) {
      const out = gathered.byteOffset + from * 8
      nodes[at + NODE.total] = this.#kernel.gather(packed.byteOffset, index.byteOffset, begin, end, out)
      return
    }
    let sum = 0
    for (let i = begin; i < end; i++) {
      const value = packed[index[i]!]!
      gathered[from + i - begin] = value
      sum += value
    }
    nodes[at + NODE.total] = sum
  }

  /** Finds where the tiles start in the rows of pair k, which ascend. */
  #cut(k: number, begin: number, end: number): void {
    const { numbers, index, rows, cuts } = this.#space
    const tiles = numbers[NUMBER.tiles]!
    const at = k * (tiles + 1)
    cuts[at] = begin
    for (let tile = 1; tile < tiles; tile++) {
      const firstRow = Math.ceil((rows / tiles) * tile)
      let low = cuts[at + tile - 1]!
      let high = end
      while (low < high) {
        const middle = (low + high) >>> 1
        if (index[middle]! < firstRow) low = middle + 1
        else high = middle
      }
      cuts[at + tile] = low
    }
    cuts[at + tiles] = end
  }

  /** Some columns' histograms of all children of the batch, and the best splits on them. */
  #columns(k: number): void {
    const { numbers } = this.#space
    const perTask = numbers[NUMBER.columnsPerTask]!
    const first = k * perTask
    const last = Math.min(first + perTask, numbers[NUMBER.features]!)
    if (numbers[NUMBER.phase] !== this.#phase) {
      this.#phase = numbers[NUMBER.phase]!
      this.#best.fill(this.#space.rules.minGain)
      this.#finder.packing = this.packing
    }
    const pairs = numbers[NUMBER.pairs]!
    const tiles = numbers[NUMBER.tiles]!
    if (tiles > 1) this.#fillByTiles(pairs, tiles, first, last)
    for (let pair = 0; pair < pairs; pair++) {
      if (tiles === 1) this.#fillWhole(pair, first, last)
      this.#subtract(pair, first, last)
      for (let side = 0; side < 2; side++) this.#scan(2 * pair + side, first, last)
    }
  }

  /** Tile by tile, so that what all nodes of the batch need of a tile is read from afar but once. */
  #fillByTiles(pairs: number, tiles: number, first: number, last: number): void {
    const { cuts } = this.#space
    for (let pair = 0; pair < pairs; pair++) this.#clear(pair, first, last)
    for (let tile = 0; tile < tiles; tile++) {
      for (let pair = 0; pair < pairs; pair++) {
        const at = pair * (tiles + 1) + tile
        this.#fill(pair, first, last, cuts[at]!, cuts[at + 1]!)
      }
    }
  }

  #fillWhole(pair: number, first: number, last: number): void {
    const { nodes } = this.#space
    const small = 2 * pair * NODE.fields
    this.#clear(pair, first, last)
    this.#fill(pair, first, last, nodes[small + NODE.begin]!, nodes[small + NODE.end]!)
  }

  #clear(pair: number, first: number, last: number): void {
    const { features, offsets } = this.#space
    const histogram = this.#histogramOf(2 * pair)
    const { length } = histogram
    // A histogram of second derivatives may lie behind that of gradients.
    for (let half = 0; half < length; half += offsets.at(-1)!) {
      for (let k = first; k < last; k++)
        histogram.fill(0, half + offsets[features[k]!]!, half + offsets[features[k]! + 1]!)
    }
  }

  /** Adds rows `begin` to `end - 1` of the small child of a pair to its histogram. */
  #fill(pair: number, first: number, last: number, begin: number, end: number): void {
    const { nodes, index, packed, gathered, hessian, offsets } = this.#space
    const small = 2 * pair * NODE.fields
    const from = nodes[small + NODE.from]!
    const start = from < 0 ? -1 : from + begin - nodes[small + NODE.begin]!
    const histogram = this.#histogramOf(2 * pair)
    this.#sum(histogram, first, last, { index, begin, end, packed: from < 0 ? packed : gathered, from: start })
    if (!hessian) return
    this.#sum(histogram.subarray(offsets.at(-1)), first, last, { index, begin, end, packed: hessian, from: -1 })
  }

  #sum(histogram: Float64Array, first: number, last: number, node: HistogramRows): void {
    const { features } = this.#space
    if (this.#kernel) fillCompiled(this.#kernel, histogram, this.#space, first, last, node)
    else fillHistogram(histogram, this.#space, features, first, last, node)
  }

  #histogramOf(child: number): Float64Array {
    const { nodes, histograms } = this.#space
    return histograms[nodes[child * NODE.fields + NODE.slot]!]!
  }

  /** In place: the parent's histogram becomes the larger child's, where that is wanted. */
  #subtract(pair: number, first: number, last: number): void {
    const { nodes, features, offsets } = this.#space
    if (nodes[(2 * pair + 1) * NODE.fields + NODE.slot]! < 0) return
    const parent = this.#histogramOf(2 * pair + 1)
    const child = this.#histogramOf(2 * pair)
    const { length } = parent
    for (let half = 0; half < length; half += offsets.at(-1)!) {
      for (let k = first; k < last; k++) {
        const begin = half + offsets[features[k]!]!
        const end = half + offsets[features[k]! + 1]!
        if (this.#kernel) this.#kernel.subtract(parent.byteOffset, child.byteOffset, begin, end)
        else subtractHistogram(parent, child, begin, end)
      }
    }
  }

  #scan(child: number, first: number, last: number): void {
    const { nodes, histograms, features, found, mappers } = this.#space
    const at = child * NODE.fields
    if (nodes[at + NODE.open] !== 1) return
    const histogram = histograms[nodes[at + NODE.slot]!]!
    const total = nodes[at + NODE.total]!
    for (let k = first; k < last; k++) {
      const feature = features[k]!
      const out = (child * mappers.length + feature) * FOUND.fields
      // Equal gains are left to the chooser, which knows the order of the columns.
      this.#finder.scan(histogram, feature, total, this.#best[child]! * NEARLY, found, out)
      this.#best[child] = Math.max(this.#best[child]!, found[out + FOUND.gain]!)
    }
  }
}

/** `fillHistogram` by the compiled kernel: all arrays lie in its memory. */
function fillCompiled(
  kernel: Kernel,
  out: Float64Array,
  { offsets, features, cells, rows }: Workspace,
  first: number,
  last: number,
  { index, begin, end, packed, from }: HistogramRows,
): void {
  kernel.fill(
    out.byteOffset,
    offsets.byteOffset,
    features.byteOffset,
    first,
    last,
    cells.byteOffset,
    rows,
    index.byteOffset,
    begin,
    end,
    packed.byteOffset,
    from,
  )
}

export const chunksOf = (rows: number): number => Math.ceil(rows / CHUNK)
