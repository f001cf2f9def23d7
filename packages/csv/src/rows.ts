import { blockBytes, sampleBytes } from './limits.ts'
import { inBlocks } from './blocks.ts'
import type { Dialect, ReadAs } from './dialect.ts'
import { CsvError } from './errors.ts'
import { createCellParser, isBlank, type RowBatch } from './parser.ts'
import { RecordSplitter } from './record-splitter.ts'
import { sniff } from './sniff.ts'
import { firstNonAscii, TextStream, UndecodableError } from './text-stream.ts'

export interface ReadOptions {
  /** Checked between blocks; its reason is thrown. */
  signal?: AbortSignal
  /** What is not left to evidence. */
  readAs?: ReadAs
  /** What the columns of a file without a header are called, before their number. */
  columnWord?: string
}

/** Smaller blocks, for what happens at their edges and for nearer to an error; and bytes that may end anywhere. */
export interface BlockSizes {
  block: number
  cut?: boolean
}

export interface OpenedCsv {
  /** As sniffed; its encoding may still turn out to be windows-1252 while `batches` is read. */
  dialect: () => Dialect
  /** Non-blank records, the header line among them. */
  batches: AsyncGenerator<RowBatch>
}

const concat = (blocks: Uint8Array[]): Uint8Array => {
  const joined = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let at = 0
  for (const block of blocks) {
    joined.set(block, at)
    at += block.length
  }
  return joined
}

const takeSample = async (blocks: AsyncGenerator<Uint8Array>): Promise<{ head: Uint8Array; complete: boolean }> => {
  const head: Uint8Array[] = []
  for (let length = 0; length < sampleBytes;) {
    const next = await blocks.next()
    if (next.done) return { head: concat(head), complete: true }
    head.push(next.value)
    length += next.value.length
  }
  return { head: concat(head), complete: false }
}

async function* blocksAfter(head: Uint8Array, rest: AsyncGenerator<Uint8Array>, size: number) {
  for (let at = 0; at < head.length; at += size) yield head.subarray(at, at + size)
  yield* rest
}

/**
 * Opens a CSV: sniffs its first 256 KiB, then reads all of it block by block in flat memory.
 *
 * @throws CsvError, from here or while `batches` is read
 */
export const openCsv = async (
  bytes: AsyncIterable<Uint8Array>,
  { signal, readAs = {} }: ReadOptions = {},
  { block: size, cut = false }: BlockSizes = { block: blockBytes },
): Promise<OpenedCsv> => {
  const blocks = inBlocks(bytes, size)
  const { head, complete } = await takeSample(blocks)
  const { dialect, separatorLine } = sniff(head, complete && !cut, readAs)
  const undecided = readAs.encoding === undefined && firstNonAscii(dialect.bom ? head.subarray(3) : head) === -1
  const stream = new TextStream(dialect, undecided)
  return {
    dialect: () => ({ ...dialect, encoding: stream.encoding }),
    batches: readBatches(blocksAfter(head, blocks, size), stream, { dialect, separatorLine, cut, signal }),
  }
}

interface Reading {
  dialect: Dialect
  separatorLine: boolean
  cut: boolean
  signal: AbortSignal | undefined
}

async function* readBatches(
  blocks: AsyncGenerator<Uint8Array>,
  stream: TextStream,
  { dialect, separatorLine, cut, signal }: Reading,
): AsyncGenerator<RowBatch> {
  const splitter = new RecordSplitter(dialect.delimiter)
  const parse = createCellParser(dialect.delimiter)
  const read = (block: Uint8Array, last: boolean): RowBatch => {
    signal?.throwIfAborted()
    return recordsOf(parse(splitter.push(decode(stream, splitter, block, last), last)), separatorLine)
  }
  for await (const block of blocks) yield read(block, false)
  if (!cut) yield read(new Uint8Array(0), true)
}

const decode = (stream: TextStream, splitter: RecordSplitter, block: Uint8Array, last: boolean): string => {
  let text: string
  try {
    text = stream.push(block, last)
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error
    splitter.push(error.before, false)
    const line = splitter.endLine
    const message = `Line ${line} holds bytes that are not ${stream.encoding}, unlike the text before it; save the file as UTF-8.`
    throw new CsvError('encoding', message, { line })
  }
  const nul = text.indexOf('\0')
  if (nul === -1) return text
  splitter.push(text.slice(0, nul), false)
  const line = splitter.endLine
  throw new CsvError('binary', `Line ${line} holds a NUL character, which no text has; export the file again.`, {
    line,
  })
}

/** Neither blank lines nor the one that only names the delimiter. */
const recordsOf = ({ rows, lines }: RowBatch, separatorLine: boolean): RowBatch => {
  const idle = (row: readonly string[], i: number): boolean => isBlank(row) || (separatorLine && lines[i] === 1)
  if (!rows.some(idle)) return { rows, lines }
  return { rows: rows.filter((row, i) => !idle(row, i)), lines: lines.filter((_, i) => !idle(rows[i] ?? [], i)) }
}
