import type { DecimalMark } from './dialect.ts'
import { isMissing } from './missing.ts'
import { parseNumber } from './number.ts'

const date =
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?$/

/** A cell of the first record that holds a number above numbers. */
interface NumberAbove {
  value: number
  min: number
  max: number
}

const isYear = (value: number): boolean => Number.isInteger(value) && value >= 1900 && value <= 2100

const counts = (values: readonly number[]): boolean =>
  values.length > 1 && values.every((value, i) => Number.isInteger(value) && value === (values[0] ?? 0) + i)

/** Far from what stands below: within the range of a column, or as wide again beside it, is near. */
const isNear = ({ value, min, max }: NumberAbove): boolean => {
  const reach = Math.max(max - min, Math.abs(max), Math.abs(min))
  return value >= min - reach && value <= max + reach
}

/** Numbers that nobody gives to columns: with decimals, or the same one twice; or just like those below. */
const areData = (numbers: readonly NumberAbove[]): boolean => {
  const values = numbers.map(({ value }) => value)
  if (values.some((value) => !Number.isInteger(value))) return true
  if (new Set(values).size < values.length) return true
  return !values.every(isYear) && !counts(values) && numbers.every(isNear)
}

/**
 * Whether the first record names the columns, on the evidence of those below it. It does unless it looks like data: a
 * number stands above every column of numbers and no number reads like a name (years, 1 2 3 …), or a date above dates.
 */
export const hasHeader = (rows: readonly (readonly string[])[], decimalMark: DecimalMark): boolean => {
  const [first, ...body] = rows
  if (!first || body.length === 0) return true
  const numbers: NumberAbove[] = []
  let dates = 0
  for (const [j, cell] of first.entries()) {
    const below = body.map((row) => row[j] ?? '').filter((text) => !isMissing(text))
    if (below.length === 0) continue
    const values = below.map((text) => parseNumber(text, decimalMark))
    if (below.every((text) => date.test(text.trim()))) {
      if (!date.test(cell.trim())) return true
      dates++
    } else if (!values.some(Number.isNaN) && !isMissing(cell)) {
      const value = parseNumber(cell, decimalMark)
      if (Number.isNaN(value)) return true
      numbers.push({ value, min: Math.min(...values), max: Math.max(...values) })
    }
  }
  if (dates > 0) return false
  return numbers.length === 0 || !areData(numbers)
}
