import type { Column } from './columns.ts'
import type { Crew } from './crew.ts'
import type { Job } from './helper.ts'
import { type Opened, openModel } from './layout.ts'
import { blockRows, gatherBlock } from './route.ts'
import { type ShapSpace, ShapTasks } from './shap-tasks.ts'

/** Rows a thread takes at once, at least: each of them prepares every tree anew. */
const LEAST_ROWS = 128

/** As `shapInto`, with helpers: blocks of rows are gathered here and explained by whoever is free. */
export function shapByCrew(
  buffer: ArrayBufferLike,
  columns: readonly Column[],
  rows: number,
  out: Float64Array,
  crew: Crew,
  report: (done: number) => void,
): void {
  const model: Opened = openModel(buffer)
  const width = model.features
  const threads = crew.size + 1
  const perTask = Math.min(blockRows(width), Math.max(LEAST_ROWS, Math.ceil(rows / (4 * threads))))
  const size = Math.min(rows, perTask * 4 * threads)
  const floats = () => new Float64Array(new SharedArrayBuffer(size * width * 8))
  const counts = new Int32Array(new SharedArrayBuffer(8))
  const space: ShapSpace = { model: shared(buffer), block: floats(), out: floats(), counts }
  const job: Job = { kind: 'explain', space }
  crew.lead(job, new ShapTasks(space), (team) => {
    for (let begin = 0; begin < rows; begin += size) {
      const end = Math.min(rows, begin + size)
      gatherBlock(model, columns, begin, end, space.block)
      space.out.fill(0)
      counts.set([end - begin, perTask])
      team.run(0, Math.ceil((end - begin) / perTask))
      out.set(space.out.subarray(0, (end - begin) * width), begin * width)
      report(end)
    }
  })
}

function shared(buffer: ArrayBufferLike): SharedArrayBuffer {
  if (buffer instanceof SharedArrayBuffer) return buffer
  const copy = new SharedArrayBuffer(buffer.byteLength)
  new Uint8Array(copy).set(new Uint8Array(buffer))
  return copy
}
