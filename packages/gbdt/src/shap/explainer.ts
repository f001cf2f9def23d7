import type { Column } from '../columns.ts'
import type { Crew } from '../threads/crew.ts'
import { type PlanPlaces, reserve } from '../kernel/kernel.ts'
import type { Opened } from '../model/layout.ts'
import type { Watched } from '../progress.ts'
import { blockRows, gatherBlock } from '../model/route.ts'
import { explainBlock } from './shap.ts'
import { outlineTree, planTree, type ShapPlan, tableLength } from './shap-plan.ts'

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
    const outline = outlineTree(model, root)
    if (outline.splits === 0) continue
    const table = () => new Float64Array(tableLength(outline))
    explainBlock(model, planTree(model, outline, table(), table()), block, rows, out)
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
  const rows = cells / model.features
  for (const root of model.roots) {
    if (root < 0) continue
    const inside = planInside(model, root, tables)
    if (!inside) return false
    const { plan, places } = inside
    if (plan.node.some((node) => model.categories[node]! >= 0)) {
      explainBlock(model, plan, block, rows, new Float64Array(memory.buffer, 8 * cells, cells))
    } else {
      kernel.explain(rows, model.features, plan.splits, plan.lanes, 0, 8 * cells, ...places)
    }
  }
  out.set(new Float64Array(memory.buffer, 8 * cells, cells))
  return true
}

/**
 * The plan of a tree in the kernel's memory from `begin` on, where the next one will be as well, and where its parts
 * are. Made where it is needed: two large tables for each tree, left to the garbage collector, would add up.
 */
function planInside(model: Opened, root: number, begin: number): { plan: ShapPlan; places: PlanPlaces } | null {
  const outline = outlineTree(model, root)
  const { splits, lanes, node, feature, above, earlier, weights } = outline
  const threshold = Float64Array.from(node, (split) => model.threshold[split]!)
  const missingLeft = Uint8Array.from(node, (split) => model.defaultLeft[split]!)
  let at = begin
  const take = (bytes: number): number => {
    at += Math.ceil(bytes / 16) * 16
    return at - Math.ceil(bytes / 16) * 16
  }
  const arrays = [feature, above, earlier, threshold, missingLeft, weights]
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = arrays.map((array) => take(array.byteLength))
  const length = tableLength(outline)
  const factor = take(length * 8)
  const owed = take(length * 8)
  const states = take(splits)
  const lanesAt = take((splits * 2 + 1) * lanes * 8 + 16)
  const found = reserve(at)
  if (!found) return null
  const { buffer } = found.memory
  const bytes = new Uint8Array(buffer)
  const offsets = [a, b, c, d, e, f]
  arrays.forEach((array, i) => bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offsets[i]))
  const table = (from: number) => new Float64Array(buffer, from, length)
  return {
    plan: planTree(model, outline, table(factor), table(owed)),
    places: [a, b, c, d, e, factor, owed, f, states, lanesAt],
  }
}
