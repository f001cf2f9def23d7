import { binNumbers } from './bin-numbers.ts'
import { binCodes, fitCategories } from './categories.ts'
import { type Column, isCategorical, isNumeric, type NumericColumn } from '../columns.ts'
import type { Crew } from '../threads/crew.ts'
import { cutByCrew } from './cut-crew.ts'
import type { Bins, Mapper, NumericMapper } from './mapper.ts'
import { createBench, createSketch, cutSketch, numericMapper, sketchSize, takeSketch } from './quantiles.ts'

export interface FitOptions {
  /** Categories with fewer rows share a bin. Default 1. */
  levelRows?: number
  /** Quantiles and the most frequent categories go by weight. */
  weights?: Float64Array | null
  /** Helps with numbers. */
  crew?: Crew | null
}

/** Learns the bins of every column: at most `maxBins` for numbers; categories are not a matter of resolution. */
export function fitMappers(
  columns: readonly Column[],
  maxBins: number,
  { levelRows = 1, weights = null, crew = null }: FitOptions = {},
): Mapper[] {
  const numbers = columns.filter(isNumeric)
  const mappers = crew ? cutByCrew(numbers, maxBins, weights, crew) : cutAlone(numbers, maxBins, weights)
  let next = 0
  return columns.map((column, f) =>
    isCategorical(column) ? fitCategories(column, levelRows, f, weights) : mappers[next++]!,
  )
}

function cutAlone(columns: readonly NumericColumn[], maxBins: number, weights: Float64Array | null): NumericMapper[] {
  const size = sketchSize(columns[0]?.length ?? 0)
  const room = createSketch(size, weights !== null)
  const bench = createBench(size, weights !== null)
  return columns.map((column) => {
    const sketch = takeSketch(column, weights, room)
    return numericMapper(sketch, cutSketch(sketch, maxBins, bench))
  })
}

/**
 * Bins the columns.
 * @param cells where to; allocated when absent
 */
export function applyMappers(
  mappers: readonly Mapper[],
  columns: readonly Column[],
  rows: number,
  cells: Uint8Array = new Uint8Array(rows * columns.length),
): Bins {
  columns.forEach((column, f) => {
    const mapper = mappers[f]!
    const out = cells.subarray(f * rows, (f + 1) * rows)
    if (mapper.kind === 'numeric' && isNumeric(column)) binNumbers(column, mapper, out)
    else if (mapper.kind === 'categorical' && isCategorical(column)) binCodes(column, mapper, out)
    else
      throw new TypeError(
        `column ${f}: expected a ${mapper.kind} column as in training, got ${column.constructor.name}`,
      )
  })
  return { rows, mappers: [...mappers], cells }
}
