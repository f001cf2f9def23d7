import { createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { Problem } from './problem.ts'

export interface UploadLimits {
  maxBytes: number
  /** Milliseconds without a byte after which the upload is given up. */
  idle: number
}

const headersOf = (request: IncomingMessage): BusboyHeaders => {
  const type = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\b.*boundary=/i.test(type)) {
    throw new Problem(422, 'The body must be multipart/form-data with the part file.')
  }
  if (request.headers['content-encoding']) throw new Problem(415, 'The body must not be compressed.')
  return { ...request.headers, 'content-type': type }
}

const save = async (part: Readable & { truncated: boolean }, file: string): Promise<void> => {
  await pipeline(part, createWriteStream(file, { flags: 'wx', mode: 0o600 }))
  if (part.truncated) throw new Problem(413, 'The file is too large.')
}

const parserFor = (request: IncomingMessage, { maxBytes }: UploadLimits) => {
  try {
    return new Busboy({
      headers: headersOf(request),
      limits: {
        files: 1,
        parts: 20,
        fields: 20,
        fieldSize: 65_536,
        headerPairs: 100,
        headerSize: 16_384,
        fileSize: maxBytes,
      },
    })
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(422, 'The multipart body cannot be read.')
  }
}

/** Reads the request through to its end, even where its parts are not wanted. */
const receive = async (request: IncomingMessage, file: string, limits: UploadLimits): Promise<boolean> => {
  const parser = parserFor(request, limits)
  let saving: Promise<void> | undefined
  let arriving: Readable | undefined
  parser.on('file', (name, part) => {
    if (name === 'file' && !saving) {
      arriving = part
      saving = save(part, file)
      saving.catch((error: Error) => parser.destroy(error))
    } else part.resume()
  })
  const idle = setTimeout(() => parser.destroy(new Problem(408, 'The upload stood still.')), limits.idle)
  request.on('data', () => idle.refresh())
  try {
    await pipeline(request, parser)
    await saving
  } finally {
    clearTimeout(idle)
    // The parser does not end a part whose request was cut.
    arriving?.destroy()
    await saving?.catch(() => {})
  }
  return saving !== undefined
}

const sync = async (file: string): Promise<void> => {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Streams the part `file` of a multipart body to `file`, which is on disk when this returns and gone when it throws.
 *
 * @throws Problem 408, 413, 415, 422
 */
export const receiveUpload = async (request: IncomingMessage, file: string, limits: UploadLimits): Promise<void> => {
  try {
    if (!(await receive(request, file, limits))) throw new Problem(422, 'The part file is missing.')
    await sync(file)
  } catch (error) {
    await rm(file, { force: true })
    if (error instanceof Problem) throw error
    const isDisk = error instanceof Error && 'syscall' in error && 'path' in error
    throw isDisk ? error : new Problem(422, 'The multipart body is not whole.')
  }
}
