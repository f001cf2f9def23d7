import type { Bins, Mapper } from './bins.ts'
import { FOUND } from './found.ts'
import { histogramOffsets } from './histogram.ts'
import type { Scale } from './scale.ts'
import type { SplitRules } from './split.ts'

/** Nodes split at once, at most: what is kept by node stays small however wide a tree grows. */
export const BATCH = 64

/** Rows a task takes at once where the rows of a node are shared out. */
export const CHUNK = 65_536

/** Shared histograms are reserved for the largest tree the options allow; above this, training stays on one thread. */
const MAX_SHARED_BYTES = 2 ** 30

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
  fields: 11,
} as const

/**
 * Everything the threads that grow trees read and write, in flat arrays: a structured clone of it in another thread
 * works on the same memory when that memory is shared. By row: 8 bytes each for `packed` and `raw`, 4 each for `index`
 * and `scratch`; `gathered` lies over `scratch`, since one is not in use while the other is.
 */
export interface Workspace {
  rows: number
  mappers: readonly Mapper[]
  rules: SplitRules & { learningRate: number }
  scale: Scale
  cells: Uint8Array
  target: Float64Array
  /** Predictions so far, on the standard scale. */
  raw: Float64Array
  /** Row numbers; each node owns a stretch. */
  index: Int32Array
  scratch: Int32Array
  packed: Float64Array
  gathered: Float64Array
  offsets: Int32Array
  /** Columns in play for the tree being grown: the first `numbers[NUMBER.features]`. */
  features: Int32Array
  histograms: Float64Array[]
  /** Small and large child of every split of the batch, by turns; before that, the nodes to split. */
  nodes: Float64Array
  /** By split of the batch: its column. */
  splitOn: Int32Array
  /** By split of the batch and bin: 1 goes left. */
  goesLeft: Uint8Array
  found: Float64Array
  numbers: Float64Array
  /** One result by task. */
  results: Float64Array
  /** Begin and end of every leaf's rows. */
  leaves: Int32Array
}

export interface WorkspacePlan {
  bins: Bins
  target: Float64Array
  scale: Scale
  rules: SplitRules & { learningRate: number }
  maxLeaves: number
  maxDepth: number
}

/** Histograms that may be needed at once: the children of all splits of a level that may be split again. */
const slotsNeeded = ({ maxLeaves, maxDepth }: WorkspacePlan): number =>
  Math.min(maxLeaves, maxDepth < 31 ? 2 ** Math.max(0, maxDepth - 1) : maxLeaves) + 1

/** Whether helpers may join: what they share must be reserved beforehand. */
export function canShare(plan: WorkspacePlan): boolean {
  const bins = histogramOffsets(plan.bins.mappers.map((mapper) => mapper.count)).at(-1)!
  return bins * slotsNeeded(plan) * 8 <= MAX_SHARED_BYTES
}

/** @param shared whether helpers are to work on it too: then the cells must be on shared memory already */
export function createWorkspace(plan: WorkspacePlan, shared: boolean): Workspace {
  const { bins, rules, scale } = plan
  const { rows, mappers } = bins
  const width = mappers.length
  const memory = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
  const floats = (length: number) => new Float64Array(memory(length * 8))
  const offsets = histogramOffsets(mappers.map((mapper) => mapper.count))
  const bytes = offsets.at(-1)! * 8
  const scratch = memory(Math.ceil(rows / 2) * 8)
  const tasks = Math.max(BATCH, plan.maxLeaves, Math.ceil(rows / CHUNK) * 3)
  const workspace: Workspace = {
    rows,
    mappers,
    rules,
    scale,
    cells: bins.cells,
    target: plan.target,
    raw: floats(rows),
    index: new Int32Array(memory(rows * 4)),
    scratch: new Int32Array(scratch),
    packed: floats(rows),
    gathered: new Float64Array(scratch),
    offsets,
    features: new Int32Array(memory(width * 4)),
    histograms: [],
    nodes: floats(BATCH * 2 * NODE.fields),
    splitOn: new Int32Array(memory(BATCH * 4)),
    goesLeft: new Uint8Array(memory(BATCH * 256)),
    found: floats(BATCH * 2 * width * FOUND.fields),
    numbers: floats(NUMBER.fields),
    results: floats(tasks),
    leaves: new Int32Array(memory(plan.maxLeaves * 8)),
  }
  if (!shared) return workspace
  const slots = slotsNeeded(plan)
  const block = memory(bytes * slots)
  for (let k = 0; k < slots; k++) workspace.histograms.push(new Float64Array(block, k * bytes, bytes / 8))
  workspace.target = floats(rows)
  workspace.target.set(plan.target)
  return workspace
}
