import { toCsvFileName } from './file-name.ts'

export interface Upload {
  headers: Record<string, string | number>
  body: AsyncIterable<Uint8Array>
}

/** What went wrong with the bytes to send, as opposed to their way; `cause` is the error of their source. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
}

async function* exactly(file: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let sent = 0
  try {
    for await (const chunk of file) {
      sent += chunk.length
      if (sent > bytes) break
      yield chunk
    }
  } catch (error) {
    throw new SourceError('The file to send cannot be read', { cause: error })
  }
  if (sent === bytes) return
  const mismatch = new RangeError(`The file to send was announced with ${bytes} bytes and has ${sent}`)
  throw new SourceError(mismatch.message, { cause: mismatch })
}

async function* framed(head: Uint8Array, file: AsyncIterable<Uint8Array>, tail: Uint8Array) {
  yield head
  yield* file
  yield tail
}

/**
 * A multipart body with the one part `file`, of exactly known length, that never holds more than one chunk.
 *
 * @param boundary must not occur in the file: 128 random bits will do
 */
export const csvUpload = (
  { fileName, file, bytes }: { fileName: string; file: AsyncIterable<Uint8Array>; bytes: number },
  boundary: string,
): Upload => {
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${toCsvFileName(fileName)}"\r\n` +
      'Content-Type: text/csv\r\n\r\n',
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + bytes + tail.length,
    },
    body: framed(head, exactly(file, bytes), tail),
  }
}
