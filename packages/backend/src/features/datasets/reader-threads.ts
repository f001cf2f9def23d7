import type { CsvErrorCode, CsvProfile } from '@alavanca/csv'
import { Worker } from 'node:worker_threads'

/** What a thread answers: classes do not survive its boundary. */
export type ProfileAnswer =
  | { kind: 'profile'; profile: CsvProfile }
  | { kind: 'refused'; code: CsvErrorCode; message: string; line: number | null; column: string | null }
  | { kind: 'broken'; message: string }

export interface Reading {
  path: string
  bytes: number
}

export interface ReaderThreads {
  /**
   * @returns undefined when it took longer than `timeMs`
   * @throws whatever ended the thread
   */
  read(reading: Reading, timeMs: number): Promise<ProfileAnswer | undefined>
}

/** Where a thread has read more than this, the memory it took is given back with it. */
export const smallBytes = 1024 ** 2
const idleMs = 10_000

/**
 * Threads with a bounded heap, one file at a time. Starting one takes many times longer than reading a small file, so
 * after such a file it waits a while for the next.
 */
export const createReaderThreads = (): ReaderThreads => {
  const idle = new Map<Worker, NodeJS.Timeout>()

  const take = (): Worker => {
    // The one that was used last: in quiet times the others end.
    const [worker, end] = [...idle].at(-1) ?? []
    if (!worker) return start()
    clearTimeout(end)
    idle.delete(worker)
    worker.ref()
    return worker
  }

  const start = (): Worker => {
    const worker = new Worker(new URL('profile-worker.ts', import.meta.url), {
      // A small nursery costs no time here, and is a third of the memory of many uploads.
      resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 8 },
    })
    // One that fails while nobody waits for it is only forgotten.
    worker.on('error', () => {})
    return worker.once('exit', () => idle.delete(worker))
  }

  const release = (worker: Worker): void => {
    worker.unref()
    idle.set(worker, setTimeout(() => void worker.terminate(), idleMs).unref())
  }

  return {
    read: async ({ path, bytes }, timeMs) => {
      const worker = take()
      let isReusable = false
      try {
        const answer = await ask(worker, path, timeMs)
        isReusable = answer !== undefined && bytes <= smallBytes
        return answer
      } finally {
        if (isReusable) release(worker)
        else void worker.terminate()
      }
    },
  }
}

const ask = async (worker: Worker, path: string, timeMs: number): Promise<ProfileAnswer | undefined> => {
  const { promise, resolve, reject } = Promise.withResolvers<ProfileAnswer | undefined>()
  const impatience = setTimeout(() => resolve(undefined), timeMs)
  const stop = (code: number) => reject(new Error(`the CSV reader stopped with code ${code}`))
  worker.once('message', resolve).once('error', reject).once('exit', stop)
  try {
    worker.postMessage(path)
    return await promise
  } finally {
    clearTimeout(impatience)
    worker.off('message', resolve).off('error', reject).off('exit', stop)
  }
}
