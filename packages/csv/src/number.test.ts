import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMissing } from './missing.ts'
import { parseNumber } from './number.ts'

test.each([
  ['1', '.', 1],
  ['-1.5', '.', -1.5],
  ['+1.5e-3', '.', 0.0015],
  ['.5', '.', 0.5],
  ['5.', '.', 5],
  [' 7 ', '.', 7],
  ['\u00A07', '.', 7],
  ['1,234', '.', 1234],
  ['1,234,567.25', '.', 1_234_567.25],
  ['1,5', ',', 1.5],
  ['1.234,5', ',', 1234.5],
  ['1.234.567', ',', 1_234_567],
  ['-,5', ',', -0.5],
  ['1,5E3', ',', 1500],
  ['12345678901234567890', '.', 12_345_678_901_234_567_168],
  ['0.1234567890123456', '.', 0.1234567890123456],
] as const)('%j with decimal %j is %d', (cell, mark, value) => {
  expect(parseNumber(cell, mark)).toBe(value)
})

test.each([
  ['', '.'],
  ['-', '.'],
  ['.', '.'],
  ['1,5', '.'],
  ['1,23,456', '.'],
  ['0,123', '.'],
  ['12.5', ','],
  ['0.123', ','],
  ['1.2345', ','],
  ['0x10', '.'],
  ['1_000', '.'],
  ['Infinity', '.'],
  ['1e999', '.'],
  ['1 2', '.'],
  ['--1', '.'],
  ['1-', '.'],
  ['1.2.3', '.'],
] as const)('%j with decimal %j is no number', (cell, mark) => {
  expect(parseNumber(cell, mark)).toBeNaN()
})

test('whatever JavaScript writes in decimals is read back exactly, under both marks', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parseNumber(String(value), '.')).toBe(value + 0)
      expect(parseNumber(String(value).replace('.', ','), ',')).toBe(value + 0)
    }),
    { numRuns: 2_000 },
  )
})

test('short decimals round as Number does', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.nat(15), (digits, decimals) => {
      const text = digits.toString().padStart(decimals + 1, '0')
      const cell = `${text.slice(0, text.length - decimals)}.${text.slice(text.length - decimals)}`
      expect(parseNumber(cell, '.')).toBe(Number(cell))
    }),
    { numRuns: 2_000 },
  )
})

test.each(['', '  ', 'NA', 'n/a', 'NaN', 'null', 'None', '-', '?', '#N/D', '#N/A', '#DIV/0!', 'inf'])(
  '%j is missing',
  (cell) => {
    expect(isMissing(cell)).toBe(true)
  },
)

test.each(['0', 'n', 'x', 'não', 'constructor', '__proto__', '#', 'NAN1'])('%j is not missing', (cell) => {
  expect(isMissing(cell)).toBe(false)
})
