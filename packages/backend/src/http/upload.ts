import { Dicer } from '@fastify/busboy'
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { AppError } from '../errors.ts'
import type { Upload } from '../features/datasets/upload.ts'
import type { FileStore, IncomingFile } from '../files/file-store.ts'
import { invalidInput, missingInput } from '../invalid-input.ts'
import { defaultPace, watchPace, type Pace } from './pace.ts'
import { boundaryOf, readPartHeaders, type PartHeaders, type RawHeaders } from './part-headers.ts'

/** Removes the file at the end of its scope unless it was committed. */
export interface ReceivedUpload extends Upload, AsyncDisposable {}

interface ReceiveOptions {
  files: FileStore
  maxBytes: number
  /** Told of bytes as they come. */
  onBytes?: (bytes: number) => void
  pace?: Pace
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

/** One is enough; old forms send some fields too. */
const maxParts = 20

/** Room for the multipart framing and small fields around the file itself. */
const framingBytes = 64 * 1024

/**
 * Streams the part `file` of a multipart body to disk, straight from Node's request: the framework's parsers would hold
 * the whole body in memory.
 *
 * @throws AppError `file_type`, `file_too_large`, `file_too_slow`, `file_encoded`, `storage_full`; InvalidInput at `body.file`
 */
export const receiveUpload = async (
  incoming: IncomingMessage,
  { files, maxBytes, onBytes = () => {}, pace = defaultPace }: ReceiveOptions,
): Promise<ReceivedUpload> => {
  checkHeaders(incoming, maxBytes)
  const parser = openParser(incoming)
  const receiver = new Receiver(files, { maxBytes, announcedBytes: Number(incoming.headers['content-length'] ?? 0) })
  try {
    await parse(incoming, parser, receiver, { maxBytes, onBytes, pace })
    return await receiver.result()
  } catch (error) {
    await receiver.discard()
    throw error
  }
}

/**
 * busboy's own parser of parts. What busboy puts on top reads `filename*` into the name and collects other fields, which
 * nobody asks for.
 */
const openParser = ({ headers }: IncomingMessage): Dicer => {
  const boundary = boundaryOf(headers['content-type'] ?? '')
  if (boundary === undefined) {
    throw invalidInput('The Content-Type names no usable multipart boundary.', ['body', 'file'])
  }
  const limits = { maxHeaderPairs: 100, maxHeaderSize: 16 * 1024 }
  // With the default of 16 KB every piece waits for the one before: half the processor's time again.
  return new Dicer({ boundary, partHwm: 256 * 1024, ...limits } as Dicer.Config)
}

const parse = (
  incoming: IncomingMessage,
  parser: Dicer,
  receiver: Receiver,
  { maxBytes, onBytes, pace }: Required<Omit<ReceiveOptions, 'files'>>,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let bytes = 0
    const watch = watchPace({ pace, isHeldUp: () => parser.writableNeedDrain, onSlow: (error) => fail(error) })
    const settle = (outcome: () => void) => {
      watch.stop()
      incoming.off('data', count)
      incoming.unpipe(parser)
      outcome()
    }
    const fail = (error: unknown) => settle(() => reject(error instanceof Error ? error : new Error(String(error))))
    // All that comes, also in other parts and after the last one.
    const count = (chunk: Uint8Array) => {
      bytes += chunk.byteLength
      watch.saw(chunk.byteLength)
      onBytes(chunk.byteLength)
      if (bytes > maxBytes + framingBytes) fail(tooLarge(maxBytes))
    }
    incoming.on('data', count)
    // An aborted request emits an error that would end the process if nobody listened.
    incoming.on('error', () => fail(interrupted()))
    incoming.once('close', () => {
      if (!incoming.complete) fail(interrupted())
    })
    let parts = 0
    parser.on('part', (part) => {
      part.on('error', fail)
      if (++parts > maxParts) fail(invalidInput(`The body has more than ${maxParts} parts.`, ['body']))
      part.on('header', (headers) => {
        const said = readPartHeaders(headers as RawHeaders)
        if (said.name === 'file' && parts <= maxParts) receiver.receive(part, said).catch(fail)
        else part.resume()
      })
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

/** Those that change nothing (RFC 7578, 4.7). */
const plainEncodings = new Set(['', '7bit', '8bit', 'binary'])

/** Takes the one part named `file`, whatever else the body holds. */
class Receiver {
  readonly #files: FileStore
  readonly #maxBytes: number
  /** With the framing around the file; 0 when unknown. */
  readonly #announcedBytes: number
  readonly #hash = createHash('sha256')
  #stream: Readable | undefined
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

  receive(stream: Readable, declared: PartHeaders): Promise<void> {
    const work = this.#receive(stream, declared)
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

  async #receive(stream: Readable, { fileName, transferEncoding, type }: PartHeaders): Promise<void> {
    try {
      if (++this.#seen > 1) throw invalidInput('Send exactly one part named "file".', ['body', 'file'])
      if (!plainEncodings.has(transferEncoding)) {
        throw invalidInput('The part "file" has a Content-Transfer-Encoding; send its bytes as they are.', [
          'body',
          'file',
        ])
      }
      if (!csvTypes.has(type)) {
        throw new AppError('file_type', 'Invalid file type. Please upload a CSV file.', { type })
      }
      if (fileName === undefined) {
        throw invalidInput('The part "file" has no filename parameter; send it as a file.', ['body', 'file'])
      }
      this.#fileName = fileName
      this.#stream = stream
      await this.#store(stream)
    } catch (error) {
      // The parser waits for every part to be read.
      stream.resume()
      throw error
    }
  }

  async #store(stream: Readable): Promise<void> {
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
