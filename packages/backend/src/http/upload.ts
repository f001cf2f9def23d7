import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy'
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { AppError } from '../errors.ts'
import type { Upload } from '../features/datasets/upload.ts'
import type { FileStore, IncomingFile } from '../files/file-store.ts'
import { invalidInput, missingInput } from '../invalid-input.ts'

/** Removes the file at the end of its scope unless it was committed. */
export interface ReceivedUpload extends Upload, AsyncDisposable {}

interface ReceiveOptions {
  files: FileStore
  maxBytes: number
  /** A body that sends nothing for so long is given up. */
  idleMs?: number
}

/** Browsers on Windows call a CSV a spreadsheet, and curl a stream of bytes; the content decides later. */
const csvTypes = new Set([
  '',
  'text/csv',
  'text/x-csv',
  'text/plain',
  'text/tab-separated-values',
  'text/comma-separated-values',
  'application/csv',
  'application/x-csv',
  'application/vnd.ms-excel',
  'application/octet-stream',
])

/** Room for the multipart framing and small fields around the file itself. */
const framingBytes = 64 * 1024

/**
 * Streams the part `file` of a multipart body to disk, straight from Node's request: the framework's parsers would hold
 * the whole body in memory.
 *
 * @throws AppError `file_type`, `file_too_large`, `file_too_slow`, `file_encoded`, `storage_full`; InvalidInput at
 * `body.file`
 */
export const receiveUpload = async (
  incoming: IncomingMessage,
  { files, maxBytes, idleMs = 20_000 }: ReceiveOptions,
): Promise<ReceivedUpload> => {
  checkHeaders(incoming, maxBytes)
  const parser = openParser(incoming, maxBytes)
  const receiver = new Receiver(files, { maxBytes, announcedBytes: Number(incoming.headers['content-length'] ?? 0) })
  try {
    await parse(incoming, parser, receiver, idleMs)
    return await receiver.result()
  } catch (error) {
    await receiver.discard()
    throw error
  }
}

const openParser = ({ headers }: IncomingMessage, maxBytes: number): InstanceType<typeof Busboy> => {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      isPartAFile: (_field, _type, fileName) => fileName !== undefined,
      limits: { parts: 20, fields: 20, fieldSize: framingBytes, headerPairs: 100, fileSize: maxBytes + 1 },
    })
  } catch {
    throw invalidInput('The Content-Type names no usable multipart boundary.', ['body', 'file'])
  }
}

const parse = (
  incoming: IncomingMessage,
  parser: InstanceType<typeof Busboy>,
  receiver: Receiver,
  idleMs: number,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const idle = setTimeout(() => {
      fail(new AppError('file_too_slow', 'The upload stopped sending; try again on a steadier line.'))
    }, idleMs)
    let settled = false
    const settle = (outcome: () => void) => {
      settled = true
      clearTimeout(idle)
      incoming.unpipe(parser)
      outcome()
    }
    const fail = (error: unknown) => settle(() => reject(error instanceof Error ? error : new Error(String(error))))
    incoming.on('data', () => settled || idle.refresh())
    // An aborted request emits an error that would end the process if nobody listened.
    incoming.on('error', () => fail(interrupted()))
    incoming.once('close', () => {
      if (!incoming.complete) fail(interrupted())
    })
    parser.on('file', (field, stream, fileName, _encoding, type) => {
      stream.on('error', fail)
      if (field !== 'file') stream.resume()
      else receiver.receive(stream, fileName, type).catch(fail)
    })
    parser.on('error', () => fail(invalidInput('The multipart body is malformed or incomplete.', ['body'])))
    parser.on('finish', () => settle(resolve))
    incoming.pipe(parser)
  })

const checkHeaders = ({ headers }: IncomingMessage, maxBytes: number): void => {
  const encoding = headers['content-encoding']?.trim().toLowerCase()
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    throw new AppError('file_encoded', 'Content-Encoding is not accepted here; send the file as it is.')
  }
  if (!/^multipart\/form-data\s*;.*boundary=/is.test(headers['content-type'] ?? '')) {
    throw invalidInput('Field required: send the file as multipart/form-data in a part named "file"', ['body', 'file'])
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes + framingBytes) throw tooLarge(maxBytes)
}

const interrupted = () => invalidInput('The connection ended before the whole body was there.', ['body'])

const tooLarge = (maxBytes: number): AppError =>
  new AppError('file_too_large', `The file is larger than ${maxBytes} bytes, the most this server accepts.`, {
    limit: maxBytes,
  })

/** Takes the one part named `file`, whatever else the body holds. */
class Receiver {
  readonly #files: FileStore
  readonly #maxBytes: number
  /** With the framing around the file; 0 when unknown. */
  readonly #announcedBytes: number
  readonly #hash = createHash('sha256')
  #stream: BusboyFileStream | undefined
  #file: IncomingFile | undefined
  #fileName = ''
  #bytes = 0
  #seen = 0
  /** Every part's work: one that is refused may be so only after the parser has finished. */
  readonly #work: Promise<void>[] = []

  constructor(files: FileStore, { maxBytes, announcedBytes }: { maxBytes: number; announcedBytes: number }) {
    this.#files = files
    this.#maxBytes = maxBytes
    this.#announcedBytes = announcedBytes
  }

  receive(stream: BusboyFileStream, fileName: string | undefined, type: string): Promise<void> {
    const work = this.#receive(stream, fileName, type)
    this.#work.push(work)
    return work
  }

  async result(): Promise<ReceivedUpload> {
    await Promise.all(this.#work)
    const file = this.#file
    if (!file) throw missingInput(['body', 'file'])
    return {
      file,
      fileName: this.#fileName,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
      [Symbol.asyncDispose]: () => file.discard(),
    }
  }

  /** Stops what is still being received, then removes it. */
  async discard(): Promise<void> {
    this.#stream?.destroy()
    await Promise.allSettled(this.#work)
    await this.#file?.discard()
  }

  async #receive(stream: BusboyFileStream, fileName: string | undefined, type: string): Promise<void> {
    try {
      if (++this.#seen > 1) throw invalidInput('Send exactly one part named "file".', ['body', 'file'])
      if (!csvTypes.has(type.split(';')[0]?.trim().toLowerCase() ?? '')) {
        throw new AppError('file_type', 'Invalid file type. Please upload a CSV file.', { type })
      }
      this.#fileName = fileName ?? 'data.csv'
      this.#stream = stream
      await this.#store(stream)
    } catch (error) {
      // The parser waits for every part to be read.
      stream.resume()
      throw error
    }
  }

  async #store(stream: BusboyFileStream): Promise<void> {
    const file = await this.#files.create(this.#announcedBytes)
    this.#file = file
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      this.#bytes += chunk.byteLength
      if (this.#bytes > this.#maxBytes) throw tooLarge(this.#maxBytes)
      this.#hash.update(chunk)
      await file.write(chunk)
    }
  }
}
