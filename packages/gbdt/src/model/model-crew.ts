import { type Column, isCategorical } from '../columns.ts'
import type { Crew } from '../threads/crew.ts'
import type { Job } from '../threads/helper.ts'
import { type ModelSpace, ModelTasks, USE } from './model-tasks.ts'
import { blockRows } from './route.ts'
import { alone, type Team } from '../threads/team.ts'

/** How rows are shared out. */
interface Share {
  /** Rows a thread takes at once, at least. */
  least: number
  /** Tasks by thread in a round: some threads are faster than others. */
  tasksEach: number
}

/** Each task prepares every tree anew, which takes as long as some 130 rows. */
const TO_EXPLAIN: Share = { least: 256, tasksEach: 2 }

/** Each task packs every tree anew. */
const TO_PREDICT: Share = { least: 2048, tasksEach: 4 }

/**
 * Room for some rows of a table and what comes of them.
 * @param isShared whether helpers are to see it
 */
export function createSpace(
  model: ArrayBufferLike,
  like: readonly Column[],
  rows: number,
  places: number,
  isShared: boolean,
): ModelSpace {
  return {
    model: isShared ? shareModel(model) : model,
    columns: like.map((column) => emptyLike(column, rows, isShared)),
    out: new Float64Array(newBuffer(places * 8, isShared)),
    counts: new Int32Array(newBuffer(8, isShared)),
    trial: null,
  }
}

/** A column of the same kind, with room for so many rows. */
export function emptyLike(column: Float64Array, rows: number, isShared: boolean): Float64Array
export function emptyLike(column: Column, rows: number, isShared: boolean): Column
export function emptyLike(column: Column, rows: number, isShared: boolean): Column {
  const buffer = newBuffer(rows * column.BYTES_PER_ELEMENT, isShared)
  if (isCategorical(column)) return new Int32Array(buffer)
  return column instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer)
}

const newBuffer = (bytes: number, isShared: boolean): ArrayBufferLike =>
  isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)

/** Calls `work` with those who do tasks in the space. */
export function leadUse(space: ModelSpace, crew: Crew | null, work: (team: Team) => void): void {
  const tasks = new ModelTasks(space)
  const job: Job = { kind: 'use', space }
  if (crew) crew.lead(job, tasks, work)
  else work(alone(tasks))
}

/** As `predictInto`, with helpers: rows are copied to where all see them, and predicted by whoever is free. */
export function predictByCrew(model: ArrayBufferLike, columns: readonly Column[], out: Float64Array, crew: Crew): void {
  useByCrew(model, columns, out, crew, USE.predict, 1, TO_PREDICT, () => {})
}

/** As `shapInto`, with helpers. */
export function shapByCrew(
  model: ArrayBufferLike,
  columns: readonly Column[],
  out: Float64Array,
  crew: Crew,
  report: (done: number) => void,
): void {
  useByCrew(model, columns, out, crew, USE.explain, columns.length, TO_EXPLAIN, report)
}

function useByCrew(
  model: ArrayBufferLike,
  columns: readonly Column[],
  out: Float64Array,
  crew: Crew,
  use: number,
  width: number,
  { least, tasksEach }: Share,
  report: (done: number) => void,
): void {
  const rows = out.length / width
  const threads = crew.size + 1
  const perTask = Math.min(blockRows(columns.length), Math.max(least, Math.ceil(rows / (tasksEach * threads))))
  const size = Math.min(rows, perTask * tasksEach * threads)
  const space = createSpace(model, columns, size, size * width, true)
  leadUse(space, crew, (team) => {
    for (let begin = 0; begin < rows; begin += size) {
      const end = Math.min(rows, begin + size)
      columns.forEach((column, f) => space.columns[f]!.set(column.subarray(begin, end)))
      space.counts.set([end - begin, perTask])
      team.run(use, Math.ceil((end - begin) / perTask))
      out.set(space.out.subarray(0, (end - begin) * width), begin * width)
      report(end)
    }
  })
}

function shareModel(buffer: ArrayBufferLike): SharedArrayBuffer {
  if (buffer instanceof SharedArrayBuffer) return buffer
  const copy = new SharedArrayBuffer(buffer.byteLength)
  new Uint8Array(copy).set(new Uint8Array(buffer))
  return copy
}
