import { expect, it } from 'vitest'
import { conversionOf, joinSamples, type PreviewRead, type ReadingAnswer, sampleOf } from './reading-protocol.ts'
import { applyAnswer, newReading, readAgain } from './reading-state.ts'

const columnOf = (name: string) => ({
  name,
  kind: 'numeric' as const,
  missing: 0,
  distinct: 2,
  distinctCapped: false,
  min: 1,
  max: 2,
  mean: 1.5,
  sd: 0.5,
  firstText: null,
})

const preview: PreviewRead = {
  dialect: { encoding: 'utf-8', bom: false, delimiter: ';', decimalMark: ',' },
  header: true,
  evidence: null,
  differs: false,
  rows: [['1', '2']],
  lines: [2],
  columns: [columnOf('a')],
  rowsRead: 1,
  complete: false,
  problems: [],
}
const samples = joinSamples([Float64Array.of(1, 2)])
const previewed: ReadingAnswer = { kind: 'preview', job: 1, preview, samples }
const surveyed: ReadingAnswer = {
  kind: 'survey',
  job: 1,
  survey: { rows: 9, columns: [columnOf('b')], sha256: 'e3b0' },
  samples,
}

it('has columns from the first bytes on, and better ones when all were read', () => {
  const first = applyAnswer(newReading(), previewed)
  expect(first).toMatchObject({ columns: [{ name: 'a' }], rows: 1, whole: false })
  expect(applyAnswer(first, { kind: 'progress', job: 1, bytes: 7 })).toMatchObject({ bytes: 7, whole: false })
  expect(applyAnswer(first, surveyed)).toMatchObject({ columns: [{ name: 'b' }], rows: 9, whole: true, preview })
})

it('keeps the old columns until the file was read the new way, and hears no late answer', () => {
  const again = readAgain(applyAnswer(newReading(), previewed), { delimiter: ',' })
  expect(again).toMatchObject({ job: 2, columns: [{ name: 'a' }], readAs: { delimiter: ',' }, bytes: 0 })
  expect(applyAnswer(again, surveyed)).toBe(again)
})

it('knows which file it is however it is read', () => {
  const read = applyAnswer(applyAnswer(newReading(), previewed), surveyed)
  expect(read.sha256).toBe('e3b0')
  expect(readAgain(read, { delimiter: ',' }).sha256).toBe('e3b0')
})

it('takes what a preview shows to be wrong for what it is', () => {
  const problem = { code: 'ragged', message: 'x', line: 3, column: null } as const
  const seen = applyAnswer(newReading(), { ...previewed, preview: { ...preview, problems: [problem] } })
  expect(seen.trouble).toEqual({ kind: 'refused', problem })
  expect(readAgain(seen, {}).trouble).toBeNull()
  expect(applyAnswer(newReading(), { kind: 'broken', message: 'x', job: 1 }).trouble).toEqual({ kind: 'broken' })
})

it('hands over the samples of all columns as one', () => {
  const joined = joinSamples([Float64Array.of(1, 2), new Float64Array(0), Float64Array.of(3)])
  expect([0, 1, 2].map((column) => [...sampleOf(joined, column)])).toEqual([[1, 2], [], [3]])
})

it('converts only what a reader who is told nothing would read otherwise', () => {
  expect(conversionOf(preview, { delimiter: ';' })).toBeNull()
  expect(conversionOf({ differs: true, header: false }, { decimalMark: '.' })).toEqual({
    decimalMark: '.',
    header: false,
  })
})
