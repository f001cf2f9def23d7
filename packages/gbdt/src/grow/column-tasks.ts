import { FOUND } from './found.ts'
import { fillHistogram, fillPairs, type HistogramRows, subtractHistogram } from './histogram.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { SplitFinder } from './split.ts'
import { BATCH, NODE, NUMBER, packingOf, type Workspace } from './workspace.ts'

/** Just below a gain, so that an equal one is still found. */
const NEARLY = 1 - 1e-12

/** What is done to a workspace column by column: histograms, and the best splits on them. */
export class ColumnTasks {
  readonly #space: Workspace
  readonly #kernel: Kernel | null
  readonly #finder: SplitFinder
  /** By child of the batch: the best gain this thread has met. */
  readonly #best = new Float64Array(BATCH * 2)
  /** Sums in a bin. */
  readonly #width: 1 | 2
  #phase = 0

  constructor(space: Workspace, kernel: Kernel | null) {
    this.#space = space
    this.#kernel = kernel
    this.#width = space.hessian ? 2 : 1
    this.#finder = new SplitFinder(space, space.rules, packingOf(space), kernel)
  }

  /** Some columns' histograms of all children of the batch, and the best splits on them. */
  split(k: number): void {
    const { numbers } = this.#space
    const perTask = numbers[NUMBER.columnsPerTask]!
    const first = k * perTask
    const last = Math.min(first + perTask, numbers[NUMBER.features]!)
    if (numbers[NUMBER.phase] !== this.#phase) {
      this.#phase = numbers[NUMBER.phase]!
      this.#best.fill(this.#space.rules.minGain)
      this.#finder.packing = packingOf(this.#space)
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
    const width = this.#width
    for (let k = first; k < last; k++) {
      histogram.fill(0, width * offsets[features[k]!]!, width * offsets[features[k]! + 1]!)
    }
  }

  /** Adds rows `begin` to `end - 1` of the small child of a pair to its histogram. */
  #fill(pair: number, first: number, last: number, begin: number, end: number): void {
    const { nodes, index, packed, gathered, hessian, gatheredHessian, features } = this.#space
    const small = 2 * pair * NODE.fields
    const isGathered = nodes[small + NODE.from]! >= 0
    const from = isGathered ? nodes[small + NODE.from]! + begin - nodes[small + NODE.begin]! : -1
    const node = { index, begin, end, packed: isGathered ? gathered : packed, from }
    const seconds = isGathered ? gatheredHessian : hessian
    const histogram = this.#histogramOf(2 * pair)
    if (this.#kernel) fillCompiled(this.#kernel, histogram, this.#space, first, last, node, seconds)
    else if (seconds) fillPairs(histogram, this.#space, features, first, last, node, seconds)
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
    const width = this.#width
    for (let k = first; k < last; k++) {
      const begin = width * offsets[features[k]!]!
      const end = width * offsets[features[k]! + 1]!
      if (this.#kernel) this.#kernel.subtract(parent.byteOffset, child.byteOffset, begin, end)
      else subtractHistogram(parent, child, begin, end)
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

/** `fillHistogram` or `fillPairs` by the compiled kernel: all arrays lie in its memory. */
function fillCompiled(
  kernel: Kernel,
  out: Float64Array,
  { offsets, features, cells, rows }: Workspace,
  first: number,
  last: number,
  { index, begin, end, packed, from }: HistogramRows,
  seconds: Float64Array | null,
): void {
  const where = [out.byteOffset, offsets.byteOffset, features.byteOffset, first, last] as const
  const what = [cells.byteOffset, rows, index.byteOffset, begin, end, packed.byteOffset, from] as const
  if (seconds) kernel.fillPairs(...where, ...what, seconds.byteOffset)
  else kernel.fill(...where, ...what)
}
