import type { CsvErrorCode, CsvProfile } from '@alavanca/csv'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../errors.ts'
import { createQueue, type Queue } from '../../queue.ts'

/** What the worker answers: classes do not survive the thread boundary. */
export type ProfileAnswer =
  | { kind: 'profile'; profile: CsvProfile }
  | { kind: 'refused'; code: CsvErrorCode; message: string; line: number | null; column: string | null }
  | { kind: 'broken'; message: string }

interface Reading {
  path: string
  bytes: number
}

export interface ReadingLimits {
  /** Each thread may take half a gigabyte for the worst of files: ten uploads at once must not start ten. */
  queue: Queue
  /** In milliseconds, from the moment its turn has come. */
  timeFor: (bytes: number) => number
}

const defaultLimits: ReadingLimits = {
  queue: createQueue(Math.min(4, availableParallelism())),
  // Time to start, and a tenth of the pace of a file of short cells on a busy machine.
  timeFor: (bytes) => 20_000 + bytes / 200,
}

/**
 * Reads a whole CSV file in a thread of its own with a bounded heap, so that no file blocks or fills this process;
 * others wait for their turn.
 *
 * @throws AppError `file_empty` or `file_not_csv`, naming the line and the column where there is one
 */
export const profileFile = async (
  { path, bytes }: Reading,
  { queue, timeFor }: ReadingLimits = defaultLimits,
): Promise<CsvProfile> => {
  const answer = await queue.run(() => askWorker(path, timeFor(bytes)))
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

const tooMuch = (message: string) => new AppError('file_not_csv', message, { reason: 'too_much' })

const askWorker = (path: string, timeMs: number): Promise<ProfileAnswer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('profile-worker.ts', import.meta.url), {
      workerData: { path },
      // A small nursery costs no time here, and is a third of the memory of many uploads.
      resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 8 },
    })
    const impatience = setTimeout(() => {
      reject(tooMuch('The file takes too long to be read; send fewer columns or fewer rows.'))
      void worker.terminate()
    }, timeMs)
    worker.once('message', resolve)
    worker.once('error', (error: NodeJS.ErrnoException) => {
      const message = 'The file has too many columns or too long lines to be read; send fewer columns.'
      reject(isTooMuch(error) ? tooMuch(message) : error)
    })
    worker.once('exit', (code) => {
      clearTimeout(impatience)
      reject(new Error(`the CSV reader stopped with code ${code}`))
    })
  })
