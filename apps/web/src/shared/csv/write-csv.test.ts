import { expect, it } from 'vitest'
import { dialects, disarm, writeCsv } from './write-csv.ts'

const formulas = [
  '=1+1',
  '=HYPERLINK("http://x","y")',
  '+1',
  "-1+cmd|' /C calc'!A0",
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '\0=1',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
  '  =1+1',
  '\u00A0=1',
]

/** RFC 4180, read back by the letter. */
const read = (text: string, delimiter: string): string[][] => {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (const sign of text.replace(/^\uFEFF/, '').replaceAll('""', '\u{E000}')) {
    if (sign === '"') quoted = !quoted
    else if (!quoted && (sign === delimiter || sign === '\n')) {
      rows.at(-1)?.push(cell.replaceAll('\u{E000}', '"').replace(/\r$/, ''))
      cell = ''
      if (sign === '\n') rows.push([])
    } else cell += sign
  }
  return rows.slice(0, -1)
}

it.each(Object.entries(dialects))('leaves no text that a spreadsheet would run (%s)', (_name, dialect) => {
  const cells = read(
    writeCsv(
      formulas.map((text) => [text, 1]),
      dialect,
    ),
    dialect.delimiter,
  )
  expect(cells.map(([text]) => text)).toEqual(formulas.map((text) => `'${text}`))
})

it('leaves every other text as it is', () => {
  for (const text of ['', 'cement', "'quoted", 'a=b', 'forno-2', '1-2', 'água & cal', '🏭', '<b>']) {
    expect(disarm(text)).toBe(text)
  }
})

it('leaves no formula behind a delimiter that is not its own', () => {
  expect(writeCsv([['a;=1+1', 'b,=1', 'c\t=1', 'd|=1']], dialects.neutral)).toBe('"a;=1+1","b,=1","c\t=1","d|=1"\r\n')
})

it('keeps numbers numbers, in the writing of the dialect', () => {
  const row = [-5, 0.5, 1234.25, 1e-7, 1.5e21, Number.NaN, Infinity, null]
  expect(writeCsv([row], dialects.neutral)).toBe('-5,0.5,1234.25,1e-7,1.5e+21,,,\r\n')
  expect(writeCsv([row], dialects.brazilian)).toBe('\uFEFF-5;0,5;1234,25;1e-7;1,5e+21;;;\r\n')
})

it('brings texts with quotes, delimiters and line breaks back whole', () => {
  const row = ['say "hi"', 'a,b', 'a;b', 'two\r\nlines', 'plain']
  for (const dialect of Object.values(dialects)) {
    expect(read(writeCsv([row, ['x']], dialect), dialect.delimiter)).toEqual([row, ['x']])
  }
})

it('writes no half of a surrogate pair', () => {
  expect(writeCsv([['x\uD800']], dialects.neutral)).toBe('x\uFFFD\r\n')
})
