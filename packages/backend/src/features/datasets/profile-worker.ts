import { CsvError, profileCsv } from '@alavanca/csv'
import { open } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import type { ProfileAnswer } from './reader-threads.ts'

/** The reader copies what it is given before it asks for more, so that one buffer does for all of a file. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path)
  const buffer = new Uint8Array(256 * 1024)
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

const answer = async (path: string): Promise<ProfileAnswer> => {
  try {
    return { kind: 'profile', profile: await profileCsv(piecesOf(path)) }
  } catch (error) {
    if (error instanceof CsvError) {
      const { code, message, line, column } = error
      return { kind: 'refused', code, message, line: line ?? null, column: column ?? null }
    }
    return { kind: 'broken', message: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.on('message', (path: string) => void answer(path).then((said) => parentPort?.postMessage(said)))
