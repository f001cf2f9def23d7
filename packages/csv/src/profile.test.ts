import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsvError } from './errors.ts'
import { profileCsv, profileInBlocks } from './profile.ts'
import { inChunks, utf8 } from './testing/bytes.ts'
import { fixtures, type Verdict, verdictOf } from './testing/verdicts.ts'

const outcome = async (bytes: Uint8Array, chunk?: number) => {
  try {
    return { profile: await profileCsv(inChunks(bytes, chunk)) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { error }
  }
}

/** The verdict reached, with as much detail as the expected one gives. */
const judged = async (bytes: Uint8Array, expected: Verdict): Promise<Verdict | undefined> => {
  const { profile, error } = await outcome(bytes)
  if (!error) return profile && verdictOf(profile)
  const { line, says } = 'refused' in expected ? expected : {}
  return {
    refused: error.code,
    ...(line !== undefined && error.line !== undefined && { line: error.line }),
    ...(says !== undefined && error.message.includes(says) && { says }),
  }
}

describe('every file has one verdict', () => {
  test.each(fixtures)('%s', async (_, bytes, verdict) => {
    expect(await judged(bytes, verdict)).toEqual(verdict)
  })

  test.each(fixtures)('whatever the chunks: %s', async (_, bytes) => {
    const [whole, ...chunked] = await Promise.all([undefined, 1, 7, 65_536].map((size) => outcome(bytes, size)))
    for (const other of chunked) expect(other).toEqual(whole)
  })
})

const cell = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    '2,5',
    '-3.25',
    'NA',
    'ção',
    '"a;b"',
    '"x""y"',
    '"1\r\n2"',
    '"x""\r\ny"',
    '"p" \nq"',
    '"q"r"',
    'w"',
    '€',
    '😀',
    ' 7 ',
  ),
  fc.integer().map(String),
)
const file = fc
  .record({
    rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 }),
    ends: fc.array(fc.constantFrom('\n', '\r\n', '\r', '\n\n'), { minLength: 1 }),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
  })
  .map(({ rows, ends, delimiter }) =>
    ['h1', 'h2', 'h3', 'h4', 'h5']
      .join(delimiter)
      .concat(...rows.map((row, i) => `${ends[i % ends.length]}${row.join(delimiter)}`)),
  )

const inBlocksOf = async (content: string, block: number) => {
  try {
    return await profileInBlocks(inChunks(utf8(content)), {}, { block })
  } catch (error) {
    return error
  }
}

test('block edges inside characters, quotes and line ends change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(file, async (content) => {
      const whole = await inBlocksOf(content, 65_536)
      expect(await inBlocksOf(content, 1)).toEqual(whole)
      expect(await inBlocksOf(content, 7)).toEqual(whole)
    }),
    { numRuns: 300 },
  )
})

test('figures of a column', async () => {
  const { columns } = await profileCsv(inChunks(utf8('x;y;z\n1,5;a;\n-2;a;NA\n;7;\n1,50;b\n')))
  const [x, y, z] = columns
  expect(x).toEqual({
    name: 'x',
    kind: 'numeric',
    missing: 1,
    distinct: 2,
    distinctCapped: false,
    min: -2,
    max: 1.5,
    mean: expect.closeTo(1 / 3, 12) as number,
    sd: expect.closeTo(Math.sqrt(49 / 18), 12) as number,
    firstText: null,
  })
  expect(y).toMatchObject({
    kind: 'categorical',
    distinct: 3,
    min: null,
    mean: null,
    sd: null,
    firstText: { line: 2, text: 'a' },
  })
  expect(z).toMatchObject({ kind: 'empty', missing: 4, distinct: 0, min: null, sd: null })
})

test('the first text of a column is found on its line, behind quoted line ends', async () => {
  const { columns } = await profileCsv(inChunks(utf8('a,b\n1,"x\ny"\n\n2,z\noops,z\n')))
  expect(columns[0]?.firstText).toEqual({ line: 6, text: 'oops' })
})

test('different values are counted to a cap', async () => {
  const rows = Array.from({ length: 1_500 }, (_, i) => `${i},${i % 1_000}\n`).join('')
  const { columns } = await profileCsv(inChunks(utf8(`a,b\n${rows}`)))
  expect(columns).toMatchObject([
    { distinct: 1_000, distinctCapped: true },
    { distinct: 1_000, distinctCapped: false },
  ])
})

test('an abort ends the reading with its reason', async () => {
  const abort = new AbortController()
  const endless = async function* () {
    yield utf8('a,b\n')
    for (let i = 0; ; i++) {
      if (i === 100) abort.abort(new Error('enough'))
      yield utf8('1,2\n'.repeat(20_000))
    }
  }
  await expect(profileCsv(endless(), { signal: abort.signal })).rejects.toThrow('enough')
})

test.each([
  ['quotes', '"'.repeat(1_000_001)],
  ['odd quotes', '"a'.repeat(5_000_000)],
  ['quotes and spaces', '" '.repeat(5_000_000)],
  ['one line', 'x'.repeat(20_000_000)],
  ['delimiters', ','.repeat(20_000_000)],
])('a bomb of %s is refused quickly', { timeout: 60_000 }, async (_, bomb) => {
  // Linear work takes some 0.2 s; quadratic work takes minutes, and runs out of the time a test has.
  expect((await outcome(utf8(`a,b\n1,2\n${bomb}`))).error?.line).toBe(3)
})
