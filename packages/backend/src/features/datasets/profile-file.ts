import type { CsvErrorCode, CsvProfile } from '@alavanca/csv'
import { availableParallelism } from 'node:os'
import { AppError } from '../../errors.ts'
import { createQueue, type Queue } from '../../queue.ts'
import { createReaderThreads, smallBytes, type ReaderThreads, type Reading } from './reader-threads.ts'

export interface ReadingLimits {
  threads: ReaderThreads
  queueFor: (bytes: number) => Queue
  /** In milliseconds, from the moment its turn has come. */
  timeFor: (bytes: number) => number
}

/** A large file is read for minutes, and takes memory: ten at once must not start ten threads, nor hold up small ones. */
const large = createQueue(Math.min(2, availableParallelism()))
const small = createQueue(Math.min(4, availableParallelism()))

/** Where a file of this size waits for its turn. */
export const queueFor = (bytes: number): Queue => (bytes <= smallBytes ? small : large)

const defaultLimits: ReadingLimits = {
  threads: createReaderThreads(),
  queueFor,
  // Time to start, and a tenth of the pace of a file of short cells on a busy machine.
  timeFor: (bytes) => 20_000 + bytes / 200,
}

/**
 * Reads a whole CSV file in a thread with a bounded heap, so that no file blocks or fills this process; others wait for
 * their turn, small ones not for large ones.
 *
 * @throws AppError `file_empty` or `file_not_csv`, naming the line and the column where there is one
 */
export const profileFile = async (
  reading: Reading,
  { threads, queueFor: lineFor, timeFor }: ReadingLimits = defaultLimits,
): Promise<CsvProfile> => {
  const answer = await lineFor(reading.bytes).run(() =>
    threads.read(reading, timeFor(reading.bytes)).catch(refuseTooMuch),
  )
  if (!answer) throw tooMuch('The file takes too long to be read; send fewer columns or fewer rows.')
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

const tooMuch = (message: string) => new AppError('file_not_csv', message, { reason: 'too_much' })

const refuseTooMuch = (error: NodeJS.ErrnoException): never => {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error
  throw tooMuch('The file has too many columns or too long lines to be read; send fewer columns.')
}
