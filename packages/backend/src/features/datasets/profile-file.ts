import type { CsvErrorCode, CsvProfile } from '@alavanca/csv'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../errors.ts'

/** What the worker answers: classes do not survive the thread boundary. */
export type ProfileAnswer =
  | { kind: 'profile'; profile: CsvProfile }
  | { kind: 'refused'; code: CsvErrorCode; message: string; line: number | null; column: string | null }
  | { kind: 'broken'; message: string }

/**
 * Reads a whole CSV file in a thread of its own with a bounded heap, so that no file blocks or fills this process.
 *
 * @throws AppError `file_empty` or `file_not_csv`, naming the line and the column where there is one
 */
export const profileFile = async (path: string): Promise<CsvProfile> => {
  const answer = await askWorker(path)
  switch (answer.kind) {
    case 'profile':
      return answer.profile
    case 'refused':
      throw new AppError(emptyCodes.has(answer.code) ? 'file_empty' : 'file_not_csv', answer.message, {
        reason: answer.code,
        ...(answer.line === null ? {} : { line: answer.line }),
        ...(answer.column === null ? {} : { column: answer.column }),
      })
    case 'broken':
      throw new Error(`the CSV reader failed: ${answer.message}`)
  }
}

const emptyCodes: ReadonlySet<CsvErrorCode> = new Set(['empty', 'header_only'])

const isTooMuch = ({ code }: NodeJS.ErrnoException): boolean => code === 'ERR_WORKER_OUT_OF_MEMORY'

const tooMuch = () =>
  new AppError('file_not_csv', 'The file has too many columns or too long lines to be read; send fewer columns.', {
    reason: 'too_much',
  })

const askWorker = (path: string): Promise<ProfileAnswer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('profile-worker.ts', import.meta.url), {
      workerData: { path },
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    worker.once('message', resolve)
    worker.once('error', (error: NodeJS.ErrnoException) => reject(isTooMuch(error) ? tooMuch() : error))
    worker.once('exit', (code) => reject(new Error(`the CSV reader stopped with code ${code}`)))
  })
