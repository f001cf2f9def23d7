import type { CsvColumn, CsvProblem, ReadAs } from '@alavanca/csv'
import type { PreviewRead, ReadingAnswer, Samples } from './reading-protocol.ts'

export type ReadingTrouble = { kind: 'refused'; problem: CsvProblem } | { kind: 'unreadable' } | { kind: 'broken' }

/** What is known of a chosen file. After another choice of how to read it, the old columns stay until the new are there. */
export interface Reading {
  job: number
  readAs: ReadAs
  preview: PreviewRead | null
  columns: readonly CsvColumn[]
  samples: Samples | null
  /** Rows that `columns` tell of. */
  rows: number
  /** Bytes read so far by the pass over the whole file. */
  bytes: number
  /** The whole file was read. */
  whole: boolean
  /** Of the whole file, once it was read. */
  sha256: string | null
  trouble: ReadingTrouble | null
}

export const newReading = (readAs: ReadAs = {}): Reading => ({
  job: 1,
  readAs,
  preview: null,
  columns: [],
  samples: null,
  rows: 0,
  bytes: 0,
  whole: false,
  sha256: null,
  trouble: null,
})

export const readAgain = (reading: Reading, readAs: ReadAs): Reading => ({
  ...reading,
  job: reading.job + 1,
  readAs,
  bytes: 0,
  whole: false,
  trouble: null,
})

/** What an answer adds; one to an earlier question adds nothing. */
export const applyAnswer = (reading: Reading, answer: ReadingAnswer): Reading => {
  if (answer.job !== reading.job) return reading
  switch (answer.kind) {
    case 'preview': {
      const { preview, samples } = answer
      const [problem] = preview.problems
      const trouble = problem ? { kind: 'refused' as const, problem } : null
      return { ...reading, preview, columns: preview.columns, samples, rows: preview.rowsRead, trouble }
    }
    case 'progress':
      return { ...reading, bytes: answer.bytes }
    case 'survey': {
      const { rows, columns, sha256 } = answer.survey
      return { ...reading, columns, rows, sha256, samples: answer.samples, whole: true }
    }
    case 'refused':
      return { ...reading, trouble: { kind: 'refused', problem: answer.problem } }
    case 'unreadable':
    case 'broken':
      return { ...reading, trouble: { kind: answer.kind } }
    case 'converted':
      return reading
  }
}
