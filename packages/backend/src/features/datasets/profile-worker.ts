import { CsvError, profileCsv } from '@alavanca/csv'
import { createReadStream } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { ProfileAnswer } from './profile-file.ts'

const { path } = workerData as { path: string }

const answer = async (): Promise<ProfileAnswer> => {
  try {
    return { kind: 'profile', profile: await profileCsv(createReadStream(path, { highWaterMark: 256 * 1024 })) }
  } catch (error) {
    if (error instanceof CsvError) {
      const { code, message, line, column } = error
      return { kind: 'refused', code, message, line: line ?? null, column: column ?? null }
    }
    return { kind: 'broken', message: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.postMessage(await answer())
