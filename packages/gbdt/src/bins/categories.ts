import { MAX_CODE } from '../columns.ts'
import { type CategoricalMapper, MAX_BINS } from './mapper.ts'

/** Bins by falling number of rows or weight; levels with fewer than `levelRows` rows share the last. */
export function fitCategories(
  column: Int32Array,
  levelRows: number,
  index: number,
  weights: Float64Array | null,
): CategoricalMapper {
  let top = -1
  for (let i = 0; i < column.length; i++) if (column[i]! > top) top = column[i]!
  if (top > MAX_CODE) throw new RangeError(`column ${index}: expected category codes up to ${MAX_CODE}, got ${top}`)
  const counts = new Float64Array(top + 1)
  for (let i = 0; i < column.length; i++) {
    const code = column[i]!
    if (code >= 0) counts[code] = counts[code]! + 1
  }
  const known: number[] = []
  for (let code = 0; code <= top; code++) if (counts[code]! > 0) known.push(code)
  const size = weights ? weightsByCode(column, weights, top + 1) : counts
  const isRare = (code: number): number => (counts[code]! < levelRows ? 1 : 0)
  known.sort((a, b) => isRare(a) - isRare(b) || size[b]! - size[a]! || a - b)
  // The rare levels share one bin, the last: alone they are too few to learn from.
  let common = 0
  while (common < known.length && isRare(known[common]!) === 0) common++
  if (common > MAX_BINS) common = MAX_BINS - 1
  const count = Math.min(common + 1, known.length)
  const binOf = new Uint8Array(top + 1).fill(count)
  known.forEach((code, rank) => {
    binOf[code] = Math.min(rank, count - 1)
  })
  return { kind: 'categorical', count, binOf }
}

function weightsByCode(column: Int32Array, weights: Float64Array, codes: number): Float64Array {
  const sums = new Float64Array(codes)
  for (let i = 0; i < column.length; i++) {
    const code = column[i]!
    if (code >= 0) sums[code] = sums[code]! + weights[i]!
  }
  return sums
}

export function binCodes(column: Int32Array, mapper: CategoricalMapper, out: Uint8Array): void {
  const { binOf, count } = mapper
  for (let i = 0; i < column.length; i++) {
    const code = column[i]!
    out[i] = code >= 0 && code < binOf.length ? binOf[code]! : count
  }
}
