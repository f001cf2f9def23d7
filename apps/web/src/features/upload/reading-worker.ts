/// <reference lib="webworker" />
import { convertCsv, CsvError, type CsvPreview, previewCsv, sampleBytes, surveyCsv, toProblem } from '@alavanca/csv'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import {
  conversionOf,
  joinSamples,
  type ReadingAnswer,
  type ReadingOutcome,
  type ReadingRequest,
} from './reading-protocol.ts'

const sliceBytes = 1024 * 1024
/** A header may be longer than the sample, and so may the rows of as many columns. */
const wideSampleBytes = 4 * 1024 * 1024
const progressMs = 100
/** Pieces of a converted copy held in memory before they become a part of it. */
const pieceBytes = 8 * 1024 * 1024

class UnreadableError extends Error {}

const read = async (file: File, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> => {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer())
  } catch (error) {
    throw new UnreadableError('the file cannot be read', { cause: error })
  }
}

async function* bytesOf(file: File): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += sliceBytes) yield await read(file, at, at + sliceBytes)
}

/** Passes bytes on and takes them into a hash. */
async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: ReturnType<typeof sha256.create>) {
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
}

const previewFile = async ({ file, readAs, columnWord }: ReadingRequest): Promise<CsvPreview> => {
  const options = { readAs, columnWord }
  const preview = await previewCsv(await read(file, 0, sampleBytes), file.size <= sampleBytes, options)
  if (preview.rows.length > 0 || preview.complete || preview.problems.length > 0) return preview
  return previewCsv(await read(file, 0, wideSampleBytes), file.size <= wideSampleBytes, options)
}

type Post = (outcome: ReadingOutcome, transfer?: Transferable[]) => void

const reportProgress = (post: Post): ((bytes: number) => void) => {
  let last = 0
  return (bytes) => {
    const now = performance.now()
    if (now - last < progressMs) return
    last = now
    post({ kind: 'progress', bytes })
  }
}

const readFile = async (request: ReadingRequest, post: Post, signal: AbortSignal): Promise<void> => {
  const { samples, ...preview } = await previewFile(request)
  const first = joinSamples(samples)
  signal.throwIfAborted()
  post({ kind: 'preview', preview, samples: first }, [first.values.buffer, first.starts.buffer])
  const { file, columnWord } = request
  const readAs = conversionOf(preview, request.readAs) ?? {}
  const hash = sha256.create()
  const options = { readAs, columnWord, signal, onProgress: reportProgress(post) }
  const { rows, columns, samples: found } = await surveyCsv(hashed(bytesOf(file), hash), options)
  const all = joinSamples(found)
  const survey = { rows, columns, sha256: bytesToHex(hash.digest()) }
  post({ kind: 'survey', survey, samples: all }, [all.values.buffer, all.starts.buffer])
}

const convertFile = async (
  { file, readAs, columnWord }: ReadingRequest,
  post: Post,
  signal: AbortSignal,
): Promise<void> => {
  const parts: Blob[] = []
  let pieces: BlobPart[] = []
  let held = 0
  const options = { readAs, columnWord, signal, onProgress: reportProgress(post) }
  for await (const piece of convertCsv(bytesOf(file), options)) {
    pieces.push(piece as Uint8Array<ArrayBuffer>)
    held += piece.length
    if (held < pieceBytes) continue
    parts.push(new Blob(pieces))
    pieces = []
    held = 0
  }
  post({ kind: 'converted', copy: new Blob([...parts, ...pieces], { type: 'text/csv' }) })
}

const failureOf = (error: unknown): ReadingOutcome => {
  if (error instanceof CsvError) return { kind: 'refused', problem: toProblem(error) }
  if (error instanceof UnreadableError) return { kind: 'unreadable' }
  return { kind: 'broken', message: error instanceof Error ? error.message : String(error) }
}

let current = new AbortController()

self.addEventListener('message', ({ data }: MessageEvent<ReadingRequest>) => {
  current.abort()
  const controller = new AbortController()
  current = controller
  const post: Post = (outcome, transfer = []) => {
    const answer: ReadingAnswer = { ...outcome, job: data.job }
    self.postMessage(answer, { transfer })
  }
  const work = data.kind === 'read' ? readFile : convertFile
  work(data, post, controller.signal).catch((error: unknown) => {
    if (!controller.signal.aborted) post(failureOf(error))
  })
})
