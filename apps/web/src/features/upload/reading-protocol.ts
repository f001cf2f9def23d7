import type { CsvColumn, CsvPreview, CsvProblem, ReadAs } from '@alavanca/csv'

/** Values of all columns one behind the other: those of column `j` are from `starts[j]` to before `starts[j + 1]`. */
export interface Samples {
  values: Float64Array
  starts: Uint32Array
}

export interface ReadingRequest {
  kind: 'read' | 'convert'
  /** Of many requests only the latest counts; answers carry its number. */
  job: number
  file: File
  readAs: ReadAs
  columnWord: string
}

export type PreviewRead = Omit<CsvPreview, 'samples'>

export interface SurveyRead {
  rows: number
  columns: CsvColumn[]
  /** Of the file's bytes as they are, hexadecimal. */
  sha256: string
}

/** What a reading leads to: a preview and a survey, or a converted copy; or why not. */
export type ReadingOutcome =
  | { kind: 'preview'; preview: PreviewRead; samples: Samples }
  | { kind: 'progress'; bytes: number }
  | { kind: 'survey'; survey: SurveyRead; samples: Samples }
  | { kind: 'converted'; copy: Blob }
  | { kind: 'refused'; problem: CsvProblem }
  /** The file is gone, was changed, or must not be read. */
  | { kind: 'unreadable' }
  /** The reader itself failed; what the file is, the server will say. */
  | { kind: 'broken'; message: string }

export type ReadingAnswer = ReadingOutcome & { job: number }

/** One buffer to hand over, whatever the number of columns. */
export const joinSamples = (samples: readonly Float64Array[]): Samples => {
  const starts = new Uint32Array(samples.length + 1)
  for (const [j, sample] of samples.entries()) starts[j + 1] = (starts[j] ?? 0) + sample.length
  const values = new Float64Array(starts.at(-1) ?? 0)
  for (const [j, sample] of samples.entries()) values.set(sample, starts[j] ?? 0)
  return { values, starts }
}

export const sampleOf = ({ values, starts }: Samples, column: number): Float64Array =>
  values.subarray(starts[column] ?? 0, starts[column + 1] ?? 0)

/** What a converted copy is read as; null when the file itself says all that a reader must know. */
export const conversionOf = (
  { differs, header }: Pick<PreviewRead, 'differs' | 'header'>,
  readAs: ReadAs,
): ReadAs | null => (differs ? { ...readAs, header } : null)
