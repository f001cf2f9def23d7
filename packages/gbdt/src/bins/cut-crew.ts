import type { NumericColumn } from '../columns.ts'
import type { Crew } from '../threads/crew.ts'
import type { Job } from '../threads/helper.ts'
import { MAX_BINS, type NumericMapper } from './mapper.ts'
import {
  type Bench,
  createBench,
  cutSketch,
  firstOf,
  numericMapper,
  type Sketch,
  sketchSize,
  takeSketch,
} from './quantiles.ts'
import type { Runner } from '../threads/team.ts'

/** What the threads that cut columns share: a sketch by slot, and the cuts found in it. */
export interface CutSpace {
  maxBins: number
  sketches: readonly Sketch[]
  cuts: Float64Array
  /** By slot: values in the sketch, then cuts. */
  counts: Int32Array
}

/** Cuts one sketch after the other. */
export class CutTasks implements Runner {
  readonly #space: CutSpace
  readonly #bench: Bench

  constructor(space: CutSpace) {
    const { values, weights } = space.sketches[0]!
    this.#space = space
    this.#bench = createBench(values.length, weights !== null)
  }

  do(_kind: number, k: number): void {
    const { maxBins, cuts, counts } = this.#space
    const found = cutSketch(sketchIn(this.#space, k), maxBins, this.#bench)
    cuts.set(found, k * MAX_BINS)
    counts[2 * k + 1] = found.length
  }
}

const sketchIn = ({ sketches, counts }: CutSpace, k: number): Sketch => firstOf(sketches[k]!, counts[2 * k]!)

/** Learns the bins of numbers: the sketches are taken here, and sorted and cut by whoever is free. */
export function cutByCrew(
  columns: readonly NumericColumn[],
  maxBins: number,
  weights: Float64Array | null,
  crew: Crew,
): NumericMapper[] {
  const mappers: NumericMapper[] = []
  if (columns.length === 0) return mappers
  const slots = Math.min(columns.length, 2 * (crew.size + 1))
  const size = sketchSize(columns[0]!.length)
  const floats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8))
  const space: CutSpace = {
    maxBins,
    sketches: Array.from({ length: slots }, () => ({ values: floats(size), weights: weights && floats(size) })),
    cuts: floats(slots * MAX_BINS),
    counts: new Int32Array(new SharedArrayBuffer(slots * 8)),
  }
  const job: Job = { kind: 'cut', space }
  crew.lead(job, new CutTasks(space), (team) => {
    while (mappers.length < columns.length) {
      const batch = columns.slice(mappers.length, mappers.length + slots)
      batch.forEach((column, k) => {
        space.counts[2 * k] = takeSketch(column, weights, space.sketches[k]!).values.length
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
