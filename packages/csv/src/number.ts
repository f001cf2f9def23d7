import type { DecimalMark } from './dialect.ts'

const plain = {
  '.': /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  ',': /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/,
}

/** Groups of three after a first group that does not begin with 0: `0.123` is never a hundred and twenty-three. */
const grouped = {
  '.': /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/,
  ',': /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?$/,
}

const powersOfTen = Array.from({ length: 16 }, (_, power) => 10 ** power)
const maxExactDigits = 15

/**
 * Up to 15 digits and one decimal mark, which is nearly every cell; undefined for anything else. Both the digits and
 * the power of ten are exact in a double, so that one division rounds just as `Number` does.
 */
const parseShort = (cell: string, mark: number): number | undefined => {
  const negative = cell.charCodeAt(0) === 45
  let digits = 0
  let mantissa = 0
  let decimals = -1
  for (let i = negative ? 1 : 0; i < cell.length; i++) {
    const code = cell.charCodeAt(i)
    if (code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + code - 48
      digits++
    } else if (code === mark && decimals < 0) decimals = digits
    else return undefined
  }
  if (digits === 0 || digits > maxExactDigits) return undefined
  const value = decimals < 0 ? mantissa : mantissa / (powersOfTen[digits - decimals] ?? Number.NaN)
  return negative ? -value : value
}

const finite = (text: string): number => {
  const value = Number(text)
  return Number.isFinite(value) ? value : Number.NaN
}

/**
 * The number a cell holds, or NaN when it holds none. Thousands separators of the other mark are read only in groups
 * of three (`1.234,5` under a decimal comma); hexadecimal, `Infinity` and numbers beyond ±1.8·10³⁰⁸ are no numbers.
 */
export const parseNumber = (cell: string, decimalMark: DecimalMark): number => {
  const short = parseShort(cell, decimalMark === ',' ? 44 : 46)
  if (short !== undefined) return short
  const text = cell.trim()
  if (plain[decimalMark].test(text)) return finite(decimalMark === ',' ? text.replace(',', '.') : text)
  if (!grouped[decimalMark].test(text)) return Number.NaN
  return finite(decimalMark === ',' ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', ''))
}
