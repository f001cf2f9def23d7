import type { Mapper } from '../bins/mapper.ts'
import { FOUND } from './found.ts'
import { histogramOffsets, type Packing } from './histogram.ts'
import { type Memory, openMemory } from '../kernel/kernel.ts'
import type { Scale } from './scale.ts'
import type { SplitRules } from './split.ts'

/** Nodes split at once, at most: what is kept by node stays small however wide a tree grows. */
export const BATCH = 64

/** Rows a task takes at once where the rows of a node are shared out. */
export const CHUNK = 65_536

export const chunksOf = (rows: number): number => Math.ceil(rows / CHUNK)

/** Where the first row that is not below `row` stands between `low` and `high` of the index, whose rows ascend there. */
export function firstFrom(row: number, index: Int32Array, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1
    if (index[middle]! < row) low = middle + 1
    else high = middle
  }
  return low
}

/** Rows of four to eight columns that a thread's own cache holds, half a megabyte to one. */
export const TILE = 131_072

/** Histograms are reserved for the largest tree the options allow; above this, training stays on one plain thread. */
const MAX_RESERVED_BYTES = 2 ** 30

/** Fields of a node in `Workspace.nodes`. */
export const NODE = { begin: 0, end: 1, slot: 2, total: 3, open: 4, from: 5, fields: 6 } as const

/** Fields of `Workspace.numbers`: the packing, and how much of the other arrays is in use. */
export const NUMBER = {
  unit: 0,
  step: 1,
  low: 2,
  levels: 3,
  sampled: 4,
  rows: 5,
  features: 6,
  columnsPerTask: 7,
  pairs: 8,
  leaves: 9,
  /** Changes with every batch of histograms. */
  phase: 10,
  /** Tiles of rows in which the histograms of the batch are filled. */
  tiles: 11,
  /** Second derivatives are multiples of this. */
  grid: 12,
  fields: 13,
} as const

/**
 * Everything the threads that grow trees read and write, in flat arrays: a structured clone of it in another thread
 * works on the same memory when that memory is shared. By row: 8 bytes each for `packed` and `raw`, 4 each for `index`
 * and `scratch`, and where there is a hessian 8 for it and 4 for `gatheredHessian`, and 8 for `weights` where they are
 * copied; `gathered` lies over `scratch`, since one is not in use while the other is.
 */
export interface Workspace {
  /** What all the rest lies in where the compiled kernel works on it. */
  memory: Memory | null
  rows: number
  mappers: readonly Mapper[]
  rules: SplitRules & { learningRate: number }
  scale: Scale
  cells: Uint8Array
  target: Float64Array
  /** By row, or null where each counts once. */
  weights: Float64Array | null
  /** Second derivatives by row, weight included; null where all are 1. */
  hessian: Float64Array | null
  /** Predictions so far, on the standard scale. */
  raw: Float64Array
  /** Row numbers; each node owns a stretch. */
  index: Int32Array
  scratch: Int32Array
  packed: Float64Array
  gathered: Float64Array
  gatheredHessian: Float64Array | null
  /** Before the first tree, `raw` and `packed` hold the values of columns on their way to `cells`. */
  staged: readonly Float64Array[]
  offsets: Int32Array
  /** Columns in play for the tree being grown: the first `numbers[NUMBER.features]`. */
  features: Int32Array
  /** Packed sums by bin; where there is a hessian, its sum behind each of them. */
  histograms: Float64Array[]
  /** Small and large child of every split of the batch, by turns; before that, the nodes to split. */
  nodes: Float64Array
  /** By split of the batch: its column. */
  splitOn: Int32Array
  /** By split of the batch and bin: 1 goes left. */
  goesLeft: Uint8Array
  found: Float64Array
  /** By pair of the batch and tile: where its rows start in `index`, and after the last tile where they end. */
  cuts: Int32Array
  numbers: Float64Array
  /** One result by task. */
  results: Float64Array
  /** Begin and end of every leaf's rows. */
  leaves: Int32Array
}

export interface WorkspacePlan {
  rows: number
  mappers: readonly Mapper[]
  target: Float64Array
  weights?: Float64Array | null
  /** Whether the loss has a second derivative that is not 1. */
  isCurved?: boolean
  scale: Scale
  rules: SplitRules & { learningRate: number }
  maxLeaves: number
  maxDepth: number
}

const hasHessian = ({ weights, isCurved }: WorkspacePlan): boolean => Boolean(weights) || isCurved === true

/** Histograms that may be needed at once: the children of all splits of a level that may be split again. */
const slotsNeeded = ({ maxLeaves, maxDepth }: WorkspacePlan): number =>
  Math.min(maxLeaves, maxDepth < 31 ? 2 ** Math.max(0, maxDepth - 1) : maxLeaves) + 1

/** Bytes of every array, in the order they lie in. */
function sizesOf(plan: WorkspacePlan, bins: number, slots: number, copyTarget: boolean) {
  const { rows, mappers, maxLeaves, weights } = plan
  const width = mappers.length
  const chunks = chunksOf(rows)
  const isWeighted = hasHessian(plan)
  return {
    raw: rows * 8,
    packed: rows * 8,
    scratch: Math.ceil(rows / 2) * 8,
    index: rows * 4,
    cells: rows * width,
    target: copyTarget ? rows * 8 : 0,
    weights: copyTarget && weights ? rows * 8 : 0,
    hessian: isWeighted ? rows * 8 : 0,
    gatheredHessian: isWeighted ? Math.ceil(rows / 2) * 8 : 0,
    histograms: bins * 8 * slots,
    nodes: BATCH * 2 * NODE.fields * 8,
    found: BATCH * 2 * width * FOUND.fields * 8,
    cuts: BATCH * (Math.ceil(rows / TILE) + 1) * 4,
    numbers: NUMBER.fields * 8,
    results: Math.max(BATCH, maxLeaves * (isWeighted ? 2 : 1), chunks * (isWeighted ? 3 : 2)) * 8,
    offsets: (width + 1) * 4,
    features: width * 4,
    splitOn: BATCH * 4,
    leaves: maxLeaves * 8,
    goesLeft: BATCH * 256,
  }
}

/**
 * @param shared whether helpers are to work on it too
 * @param compiled whether the compiled kernel is wanted
 */
export function createWorkspace(plan: WorkspacePlan, shared: boolean, compiled = false): Workspace {
  const { rows, mappers, rules, scale } = plan
  const offsets = histogramOffsets(mappers.map((mapper) => mapper.count))
  const bins = offsets.at(-1)! * (hasHessian(plan) ? 2 : 1)
  const needed = slotsNeeded(plan)
  // What cannot be reserved beforehand is made when needed, for this thread alone.
  const reserve = (shared || compiled) && bins * needed * 8 <= MAX_RESERVED_BYTES
  const slots = reserve ? needed : 0
  const sizes = sizesOf(plan, bins, slots, shared && reserve)
  const total = Object.values(sizes).reduce((sum, bytes) => sum + aligned(bytes), 0)
  const memory = compiled && reserve ? openMemory(total) : null
  const buffer = memory?.buffer ?? (shared && reserve ? new SharedArrayBuffer(total) : new ArrayBuffer(total))
  let at = 0
  const place = (bytes: number): number => {
    at += aligned(bytes)
    return at - aligned(bytes)
  }
  const floats = (bytes: number) => new Float64Array(buffer, place(bytes), bytes / 8)
  const integers = (bytes: number) => new Int32Array(buffer, place(bytes), bytes / 4)
  const bytes = (length: number) => new Uint8Array(buffer, place(length), length)
  const raw = floats(sizes.raw)
  const packed = floats(sizes.packed)
  const gathered = floats(sizes.scratch)
  const scratch = new Int32Array(buffer, gathered.byteOffset, rows)
  const index = integers(sizes.index)
  const cells = bytes(sizes.cells)
  const target = sizes.target > 0 ? floats(sizes.target) : plan.target
  if (target !== plan.target) target.set(plan.target)
  const weights = sizes.weights > 0 ? floats(sizes.weights) : (plan.weights ?? null)
  if (weights && plan.weights && weights !== plan.weights) weights.set(plan.weights)
  const hessian = sizes.hessian > 0 ? floats(sizes.hessian) : null
  const gatheredHessian = hessian && floats(sizes.gatheredHessian)
  const block = place(sizes.histograms)
  const histograms = Array.from({ length: slots }, (_, k) => new Float64Array(buffer, block + k * bins * 8, bins))
  const workspace = {
    memory,
    rows,
    mappers,
    rules,
    scale,
    raw,
    packed,
    gathered,
    gatheredHessian,
    staged: [raw, packed],
    scratch,
    index,
    cells,
    target,
    weights,
    hessian,
    histograms,
    nodes: floats(sizes.nodes),
    found: floats(sizes.found),
    cuts: integers(sizes.cuts),
    numbers: floats(sizes.numbers),
    results: floats(sizes.results),
    offsets: integers(sizes.offsets),
    features: integers(sizes.features),
    splitOn: integers(sizes.splitOn),
    leaves: integers(sizes.leaves),
    goesLeft: bytes(sizes.goesLeft),
  }
  workspace.offsets.set(offsets)
  return workspace
}

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** The packing of the tree being grown. */
export const packingOf = ({ numbers }: Workspace): Packing => ({
  unit: numbers[NUMBER.unit]!,
  step: numbers[NUMBER.step]!,
  low: numbers[NUMBER.low]!,
  levels: numbers[NUMBER.levels]!,
})
