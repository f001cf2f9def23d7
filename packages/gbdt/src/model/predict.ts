import type { Column } from '../columns.ts'
import type { Crew } from '../threads/crew.ts'
import type { Opened } from './layout.ts'
import { allTrees, bringAll, openWalker } from './walker.ts'

export interface PredictOptions {
  /** Helpers to share the work with; the numbers are the same, to the last bit. */
  crew?: Crew
}

/**
 * Writes base plus the leaf values of all trees to `out`, one per row.
 * @param walks how many of them there are to be; decides who does them, not what comes of it
 */
export function predictInto(
  model: Opened,
  columns: readonly Column[],
  out: Float64Array,
  walks = out.length * model.trees,
): void {
  const walker = openWalker(model, out.length, walks)
  const trees = allTrees(model)
  out.fill(model.base)
  for (let begin = 0; begin < out.length; begin += walker.size) {
    const end = Math.min(out.length, begin + walker.size)
    bringAll(walker, columns, begin, end)
    walker.add(trees, out.subarray(begin, end))
  }
}
