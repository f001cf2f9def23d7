import type { NumericColumn } from './columns.ts'
import type { Crew } from './crew.ts'
import type { Job } from './helper.ts'
import { MAX_BINS, type NumericMapper } from './mapper.ts'
import { type Bench, createBench, cutSketch, numericMapper, sketchSize, takeSketch } from './quantiles.ts'
import type { Runner } from './team.ts'

/** What the threads that cut columns share: a sketch by slot, and the cuts found in it. */
export interface CutSpace {
  maxBins: number
  /** Values a slot has room for. */
  size: number
  sketches: Float64Array
  cuts: Float64Array
  /** By slot: values in the sketch, then cuts. */
  counts: Int32Array
}

/** Cuts one sketch after the other. */
export class CutTasks implements Runner {
  readonly #space: CutSpace
  readonly #bench: Bench

  constructor(space: CutSpace) {
    this.#space = space
    this.#bench = createBench(space.size)
  }

  do(_kind: number, k: number): void {
    const { maxBins, cuts, counts } = this.#space
    const found = cutSketch(sketchIn(this.#space, k), maxBins, this.#bench)
    cuts.set(found, k * MAX_BINS)
    counts[2 * k + 1] = found.length
  }
}

const sketchIn = ({ sketches, size, counts }: CutSpace, k: number): Float64Array =>
  sketches.subarray(k * size, k * size + counts[2 * k]!)

/** Learns the bins of numbers: the sketches are taken here, and sorted and cut by whoever is free. */
export function cutByCrew(columns: readonly NumericColumn[], maxBins: number, crew: Crew): NumericMapper[] {
  const size = sketchSize(columns[0]?.length ?? 0)
  const slots = Math.min(columns.length, 2 * (crew.size + 1))
  const space: CutSpace = {
    maxBins,
    size,
    sketches: new Float64Array(new SharedArrayBuffer(slots * size * 8)),
    cuts: new Float64Array(new SharedArrayBuffer(slots * MAX_BINS * 8)),
    counts: new Int32Array(new SharedArrayBuffer(slots * 8)),
  }
  const job: Job = { kind: 'cut', space }
  const mappers: NumericMapper[] = []
  crew.lead(job, new CutTasks(space), (team) => {
    while (mappers.length < columns.length) {
      const batch = columns.slice(mappers.length, mappers.length + slots)
      batch.forEach((column, k) => {
        space.counts[2 * k] = takeSketch(column, space.sketches.subarray(k * size, (k + 1) * size)).length
      })
      team.run(0, batch.length)
      batch.forEach((_, k) => {
        const from = k * MAX_BINS
        mappers.push(numericMapper(sketchIn(space, k), space.cuts.slice(from, from + space.counts[2 * k + 1]!)))
      })
    }
  })
  return mappers
}
