import { describe, expect, test } from 'vitest'
import { CsvError } from './errors.ts'
import { previewCsv, type PreviewOptions } from './preview.ts'
import { profileCsv } from './profile.ts'
import { inChunks, utf8 } from './testing/bytes.ts'
import { previewFixtures, previewVerdictOf } from './testing/preview-verdicts.ts'

const preview = async (bytes: Uint8Array, options: PreviewOptions = {}) => {
  try {
    return await previewCsv(bytes, true, { columnWord: 'coluna', ...options })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { refused: error.code }
  }
}

describe('every file has one preview', () => {
  test.each(previewFixtures)('%s', async (_, bytes, verdict, readAs = {}) => {
    const seen = await preview(bytes, { readAs })
    expect('refused' in seen ? seen : previewVerdictOf(seen)).toEqual(verdict)
  })

  test.each(previewFixtures)('and reading the whole file agrees: %s', async (_, bytes, __, readAs = {}) => {
    const seen = await preview(bytes, { readAs })
    if ('refused' in seen) return
    const whole = profileCsv(inChunks(bytes, 7), { readAs: { ...readAs, header: seen.header }, columnWord: 'coluna' })
    const [problem] = seen.problems
    if (problem) await expect(whole).rejects.toMatchObject({ code: problem.code })
    else expect(await whole).toEqual({ dialect: seen.dialect, rows: seen.rowsRead, columns: seen.columns })
  })
})

test('a sample may end anywhere: what is cut is not there yet, and no problem', async () => {
  const file = utf8('nível;b\n1,5;"x\ny"\n2,5;z\n')
  for (let length = 12; length < file.length; length++) {
    const { columns, problems, rowsRead } = await previewCsv(file.subarray(0, length), false)
    expect(columns.map(({ name }) => name)).toEqual(['nível', 'b'])
    expect(problems).toEqual([])
    expect(rowsRead).toBe(length >= 19 ? 1 : 0)
  }
  expect((await previewCsv(utf8('a long head'), false)).columns).toEqual([])
})

test('the first rows are shown as they are, without what a delimiter at the end adds', async () => {
  const { rows, lines } = await previewCsv(utf8('a;b;\n\n 1,50;NA;\n"x\ny";\n2;3;\n'), true, { rows: 2 })
  expect(rows).toEqual([
    [' 1,50', 'NA'],
    ['x\ny', ''],
  ])
  expect(lines).toEqual([3, 4])
})

test('says what evidence alone would read, and whether that is something else', async () => {
  const file = utf8('a;b\n1,5;2\n')
  expect(await preview(file)).toMatchObject({ differs: false, evidence: { dialect: { delimiter: ';' }, header: true } })
  expect(await preview(file, { readAs: { delimiter: ';' } })).toMatchObject({ differs: false })
  expect(await preview(file, { readAs: { delimiter: ',' } })).toMatchObject({
    differs: true,
    dialect: { delimiter: ',' },
    evidence: { dialect: { delimiter: ';' } },
  })
  expect(await preview(file, { readAs: { header: false } })).toMatchObject({ differs: true })
  expect(await preview(utf8('1.5,2\n2.5,3\n'))).toMatchObject({ differs: true, header: false })
  const odd = utf8('\0a\0\0')
  expect(await preview(odd, { readAs: { encoding: 'utf-16be' } })).toMatchObject({ differs: true, evidence: null })
})
