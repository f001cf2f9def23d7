import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { convertCsv } from './convert.ts'
import type { ReadAs } from './dialect.ts'
import { readTable } from './table.ts'
import { inChunks, join, latin1, utf8 } from './testing/bytes.ts'
import { fixtures } from './testing/verdicts.ts'

const convert = async (bytes: Uint8Array, readAs: ReadAs = {}, chunk?: number): Promise<string> => {
  const parts: Uint8Array[] = []
  for await (const part of convertCsv(inChunks(bytes, chunk), { readAs, columnWord: 'coluna' })) parts.push(part)
  return new TextDecoder('utf-8', { fatal: true }).decode(join(...parts))
}

test.each<[string, Uint8Array, ReadAs, string]>([
  ['decimal commas', utf8('a;b\n1.234,50;-,5\n+2;1e3\n'), {}, '"a","b"\n1234.50,-.5\n+2,1e3\n'],
  ['no header', utf8('1,5;x\n2,5;y\n'), { header: false }, '"coluna 1","coluna 2"\n1.5,x\n2.5,y\n'],
  ['windows-1252', latin1('Vazão\n1\n'), {}, '"Vazão"\n1\n'],
  ['text that needs quotes', utf8('a|b\n"x ""y"""|p;q\n'), {}, '"a","b"\n"x ""y""","p;q"\n'],
  [
    'text that is a number elsewhere',
    utf8('a;b\n12.05;1\n1.5.2024;2\n'),
    { decimalMark: ',' },
    `"a","b"\n'12.05,1\n'1.5.2024,2\n`,
  ],
  ['commas that are text', utf8('a|b\n1,5|2\n'), { decimalMark: '.' }, `"a","b"\n"'1,5",2\n`],
  ['missing cells and short rows', utf8('a,b,c\nNA\n#N/D,,3\n'), {}, '"a","b","c"\nNA,,\n#N/D,,3\n'],
  ['a line that names the delimiter', utf8('sep=;\na;b\n1;2\n'), {}, '"a","b"\n1,2\n'],
])('%s', async (_, bytes, readAs, expected) => {
  expect(await convert(bytes, readAs)).toBe(expected)
  expect(await convert(bytes, readAs, 1)).toBe(expected)
})

/** Everything that a model sees of a file. */
const tableOf = async (bytes: Uint8Array, readAs: ReadAs = {}) => {
  const { rows, columns } = await readTable(inChunks(bytes), { readAs, columnWord: 'coluna' })
  return { rows, columns }
}

test.each(fixtures.filter(([, , verdict]) => !('refused' in verdict)))(
  'reads the same after it: %s',
  async (_, bytes) => {
    expect(await tableOf(utf8(await convert(bytes)))).toEqual(await tableOf(bytes))
  },
)

const cell = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    '2,5',
    '-3.25',
    '1.234',
    '1.234,5',
    '1,234.5',
    '1e5',
    'NA',
    'ção',
    '"a;b"',
    '"1,5"',
    '😀',
    ' 7 ',
    '"p\nq"',
    '12.05.24',
  ),
  fc.integer().map(String),
)
const content = fc.record({
  rows: fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
  delimiter: fc.constantFrom(';', '\t', '|'),
  decimalMark: fc.constantFrom('.' as const, ',' as const),
})

test('whatever somebody insists on, a reader that is told nothing then reads the same', async () => {
  await fc.assert(
    fc.asyncProperty(content, async ({ rows, delimiter, decimalMark }) => {
      const bytes = utf8(
        [['a;b', 'b|c', 'c\td'].map((name) => `"${name}"`), ...rows].map((row) => row.join(delimiter)).join('\n'),
      )
      const readAs: ReadAs = { delimiter, decimalMark }
      const before = await tableOf(bytes, readAs)
      const after = await tableOf(utf8(await convert(bytes, readAs)))
      const withoutMarks = (levels: string[]) => levels.map((level) => level.replace(/^'/, ''))
      const plain = ({ rows: count, columns }: typeof before) => ({
        count,
        columns: columns.map((column) =>
          column.kind === 'numeric' ? column : { ...column, levels: withoutMarks(column.levels) },
        ),
      })
      expect(plain(after)).toEqual(plain(before))
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['ragged', 'a,b\n1,2\n1,2,3\n'],
  ['header_only', 'a,b\n'],
  ['empty', '\n\n'],
])('refuses what reading refuses: %s', async (code, text) => {
  await expect(convert(utf8(text))).rejects.toMatchObject({ code })
})
