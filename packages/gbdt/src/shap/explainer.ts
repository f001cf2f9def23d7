import type { Column } from '../columns.ts'
import type { Crew } from '../threads/crew.ts'
import { reserve } from '../kernel/kernel.ts'
import type { Opened } from '../model/layout.ts'
import type { Watched } from '../progress.ts'
import { blockRows, gatherBlock } from '../model/route.ts'
import { explainBlock } from './shap.ts'
import { planTree, type ShapPlan } from './shap-plan.ts'

export interface ShapOptions extends Watched {
  /** Helpers to share the work with; the values are the same, to the last bit. */
  crew?: Crew
}

/** From so many cells on, taking rows to the compiled kernel and back pays. */
const COMPILED_CELLS = 2000

/**
 * Adds exact path-dependent SHAP values to `out` (rows × features, row-major, zero on entry). See `ShapPlan` for how.
 */
export function shapInto(
  model: Opened,
  columns: readonly Column[],
  rows: number,
  out: Float64Array,
  report: (done: number) => void,
): void {
  const width = model.features
  const size = Math.min(rows, blockRows(width))
  const block = new Float64Array(size * width)
  for (let begin = 0; begin < rows; begin += size) {
    const end = Math.min(rows, begin + size)
    gatherBlock(model, columns, begin, end, block)
    explainRows(model, block.subarray(0, (end - begin) * width), out.subarray(begin * width, end * width))
    report(end)
  }
}

/** Adds the SHAP values of gathered rows to `out`, both row by row, tree by tree. */
export function explainRows(model: Opened, block: Float64Array, out: Float64Array, compiled = true): void {
  const rows = block.length / model.features
  if (compiled && block.length >= COMPILED_CELLS && explainCompiled(model, block, out)) return
  for (const root of model.roots) {
    const plan = planTree(model, root)
    if (plan.splits > 0) explainBlock(model, plan, block, rows, out)
  }
}

/** False where the kernel cannot be had. */
function explainCompiled(model: Opened, block: Float64Array, out: Float64Array): boolean {
  const cells = block.length
  const tables = 16 * cells
  const found = reserve(tables)
  if (!found) return false
  const { memory, kernel } = found
  new Float64Array(memory.buffer, 0, cells).set(block)
  new Float64Array(memory.buffer, 8 * cells, cells).set(out)
  for (const root of model.roots) {
    const plan = planTree(model, root)
    if (plan.splits === 0) continue
    const rows = cells / model.features
    if (plan.node.some((node) => model.categories[node]! >= 0)) {
      explainBlock(model, plan, block, rows, new Float64Array(memory.buffer, 8 * cells, cells))
    } else {
      const places = layOut(model, plan, tables)
      if (!places) return false
      kernel.explain(rows, model.features, plan.splits, plan.lanes, 0, 8 * cells, ...places)
    }
  }
  out.set(new Float64Array(memory.buffer, 8 * cells, cells))
  return true
}

type Places = [
  feature: number,
  above: number,
  earlier: number,
  threshold: number,
  missingLeft: number,
  factor: number,
  owed: number,
  weights: number,
  states: number,
  lanes: number,
]

/** Copies a plan into the kernel's memory from `begin` on; says where its parts are. */
function layOut(model: Opened, plan: ShapPlan, begin: number): Places | null {
  const { splits, lanes, node, feature, above, earlier, factor, owed, weights } = plan
  const threshold = Float64Array.from(node, (split) => model.threshold[split]!)
  const missingLeft = Uint8Array.from(node, (split) => model.defaultLeft[split]!)
  let at = begin
  const take = (bytes: number): number => {
    at += Math.ceil(bytes / 16) * 16
    return at - Math.ceil(bytes / 16) * 16
  }
  const arrays = [feature, above, earlier, threshold, missingLeft, factor, owed, weights]
  const offsets = arrays.map((array) => take(array.byteLength))
  const states = take(splits)
  const lanesAt = take((splits * 2 + 1) * lanes * 8 + 16)
  const found = reserve(at)
  if (!found) return null
  const bytes = new Uint8Array(found.memory.buffer)
  arrays.forEach((array, i) => bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offsets[i]))
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = offsets
  return [a, b, c, d, e, f, g, h, states, lanesAt]
}
