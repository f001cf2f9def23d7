/**
 * One column of the table. The array's type says how it is read:
 * - `Float64Array`, or `Float32Array` at half the memory: a measured number; NaN is missing, ±Infinity are ordinary extremes.
 * - `Int32Array`: the code of an unordered category, 0 or more; any negative code is missing.
 */
export type Column = NumericColumn | Int32Array

export type NumericColumn = Float64Array | Float32Array

/** Category codes index bitsets, so their size is bounded: a million levels is no category. */
export const MAX_CODE = 1_048_575

/** Throws unless the columns are usable and of one length; returns that length. */
export function checkColumns(columns: readonly Column[]): number {
  const rows = columns[0]?.length
  if (rows === undefined) throw new RangeError('expected at least one column, got none')
  columns.forEach((column, index) => {
    if (!isNumeric(column) && !(column instanceof Int32Array)) {
      throw new TypeError(`column ${index}: expected a Float64Array, Float32Array or Int32Array, got ${typeof column}`)
    }
    if (column.length !== rows) throw new RangeError(`column ${index}: expected ${rows} rows, got ${column.length}`)
  })
  return rows
}

/** Throws unless there is one finite number per row, and at least one row. */
export function checkTarget(target: Float64Array, rows: number): void {
  if (!(target instanceof Float64Array)) throw new TypeError(`target: expected a Float64Array, got ${typeof target}`)
  if (target.length !== rows) throw new RangeError(`target: expected ${rows} rows, got ${target.length}`)
  if (rows === 0) throw new RangeError('target: expected at least one row, got none')
  const bad = target.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new RangeError(`target: expected finite numbers, got ${target[bad]} in row ${bad}`)
}

export function isNumeric(column: Column): column is NumericColumn {
  return column instanceof Float64Array || column instanceof Float32Array
}

export function isCategorical(column: Column): column is Int32Array {
  return column instanceof Int32Array
}

/** Adds a code to a bitset, 32 to a word. */
export function setBit(words: Uint32Array, code: number): void {
  const word = code >>> 5
  words[word] = words[word]! | (1 << (code & 31))
}
