import { CsvError, profileCsv } from '@alavanca/csv'
import { createReadStream } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import type { ProfileAnswer } from './reader-threads.ts'

const answer = async (path: string): Promise<ProfileAnswer> => {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  try {
    return { kind: 'profile', profile: await profileCsv(file) }
  } catch (error) {
    if (error instanceof CsvError) {
      const { code, message, line, column } = error
      return { kind: 'refused', code, message, line: line ?? null, column: column ?? null }
    }
    return { kind: 'broken', message: error instanceof Error ? error.message : String(error) }
  } finally {
    file.destroy()
  }
}

parentPort?.on('message', (path: string) => void answer(path).then((said) => parentPort?.postMessage(said)))
