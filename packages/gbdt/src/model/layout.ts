import { checkLinks } from './links.ts'
import type { Tree } from './tree.ts'

/**
 * The model buffer, little-endian on every platform JavaScript runs on today:
 *
 * | bytes | content |
 * | --- | --- |
 * | 0 | magic 0xb7 |
 * | 1 | version in the high nibble, objective in the low one (0: squared error) |
 * | 4–23 | features, trees, splits, leaves, bitset words: Uint32 each |
 * | 24–27 | checksum of all other bytes: Uint32 |
 * | 32–39 | base prediction: Float64 |
 * | 40– | Float64 sections, then Int32, Uint32, Uint8, in the order of `Sections`; then zeros up to a multiple of 4 |
 *
 * Splits and leaves are numbered through all trees, so no offset is added while walking.
 */
const MAGIC = 0xb7
const VERSION = 2
const COUNTS_AT = 4
const COUNTS = 5
const CHECKSUM_AT = 24
const BASE_AT = 32
const HEADER_BYTES = 40

/** The arrays of all trees, as views on the buffer. Meaning of each: see `Tree`. */
export interface Sections {
  threshold: Float64Array
  /** In units of the training target's total sum of squares about its mean. */
  gain: Float64Array
  cover: Float64Array
  leafValue: Float64Array
  leafCover: Float64Array
  feature: Int32Array
  left: Int32Array
  right: Int32Array
  /** Offset in `words` of a categorical split's bitset; -1 for a numeric split. */
  categories: Int32Array
  /** By tree: a split number, or `~leaf` for a tree of one leaf. */
  roots: Int32Array
  /** By feature: offset in `words` of the bitset of codes known from training; -1 for a numeric feature. */
  known: Int32Array
  /** Bitsets, each preceded by its length in words. */
  words: Uint32Array
  defaultLeft: Uint8Array
}

export interface Opened extends Sections {
  features: number
  trees: number
  base: number
}

interface Counts {
  features: number
  trees: number
  splits: number
  leaves: number
  words: number
}

function byteLength({ features, trees, splits, leaves, words }: Counts): number {
  const used = HEADER_BYTES + 8 * (3 * splits + 2 * leaves) + 4 * (4 * splits + trees + features + words) + splits
  return Math.ceil(used / 4) * 4
}

/** Every step can be undone, so that a change within four bytes always shows, and any other but once in 2^32. */
function checksum(buffer: ArrayBufferLike): number {
  const words = new Uint32Array(buffer)
  let sum = MAGIC
  for (let i = 0; i < words.length; i++) {
    if (i === CHECKSUM_AT / 4) continue
    sum = Math.imul(sum ^ words[i]!, 0x9e3779b1)
    sum = (sum << 15) | (sum >>> 17)
  }
  return sum >>> 0
}

/** Writes the checksum of a buffer that is complete but for it. */
export function sealModel(buffer: ArrayBufferLike): void {
  new Uint32Array(buffer, CHECKSUM_AT, 1)[0] = checksum(buffer)
}

function view(buffer: ArrayBufferLike, counts: Counts): Sections {
  const { features, trees, splits, leaves, words } = counts
  let at = HEADER_BYTES
  const floats = (length: number): Float64Array => {
    at += 8 * length
    return new Float64Array(buffer, at - 8 * length, length)
  }
  const integers = (length: number): Int32Array => {
    at += 4 * length
    return new Int32Array(buffer, at - 4 * length, length)
  }
  const sections = {
    threshold: floats(splits),
    gain: floats(splits),
    cover: floats(splits),
    leafValue: floats(leaves),
    leafCover: floats(leaves),
    feature: integers(splits),
    left: integers(splits),
    right: integers(splits),
    categories: integers(splits),
    roots: integers(trees),
    known: integers(features),
  }
  const bits = new Uint32Array(buffer, at, words)
  return { ...sections, words: bits, defaultLeft: new Uint8Array(buffer, at + 4 * words, splits) }
}

/**
 * Writes trees into one buffer.
 * @param base prediction of a model without trees
 * @param known by feature: bitset of known codes, or null for a numeric feature
 */
export function packModel(base: number, known: readonly (Uint32Array | null)[], trees: readonly Tree[]): ArrayBuffer {
  const counts: Counts = { features: known.length, trees: trees.length, splits: 0, leaves: 0, words: 0 }
  for (const bits of known) counts.words += bits === null ? 0 : bits.length + 1
  for (const tree of trees) {
    counts.splits += tree.splits
    counts.leaves += tree.leaves
    for (const bits of tree.categories) counts.words += bits === null ? 0 : bits.length + 1
  }
  const buffer = new ArrayBuffer(byteLength(counts))
  new Uint8Array(buffer).set([MAGIC, VERSION << 4])
  const { features, splits, leaves, words } = counts
  new Uint32Array(buffer, COUNTS_AT, COUNTS).set([features, counts.trees, splits, leaves, words])
  new Float64Array(buffer, BASE_AT, 1)[0] = base
  const out = view(buffer, counts)
  let word = 0
  const writeBits = (bits: Uint32Array | null): number => {
    if (bits === null) return -1
    out.words[word] = bits.length
    out.words.set(bits, word + 1)
    word += bits.length + 1
    return word - bits.length - 1
  }
  known.forEach((bits, f) => {
    out.known[f] = writeBits(bits)
  })
  let split = 0
  let leaf = 0
  trees.forEach((tree, t) => {
    out.roots[t] = tree.splits > 0 ? split : ~leaf
    writeTree(out, tree, split, leaf, writeBits)
    split += tree.splits
    leaf += tree.leaves
  })
  sealModel(buffer)
  return buffer
}

function writeTree(
  out: Sections,
  tree: Tree,
  split: number,
  leaf: number,
  writeBits: (bits: Uint32Array | null) => number,
): void {
  out.threshold.set(tree.threshold, split)
  out.gain.set(tree.gain, split)
  out.cover.set(tree.cover, split)
  out.feature.set(tree.feature, split)
  out.defaultLeft.set(tree.defaultLeft, split)
  out.leafValue.set(tree.leafValue, leaf)
  out.leafCover.set(tree.leafCover, leaf)
  for (let i = 0; i < tree.splits; i++) {
    const left = tree.left[i]!
    const right = tree.right[i]!
    out.left[split + i] = left < 0 ? ~(~left + leaf) : left + split
    out.right[split + i] = right < 0 ? ~(~right + leaf) : right + split
    out.categories[split + i] = writeBits(tree.categories[i] ?? null)
  }
}

/**
 * Opens a buffer without copying it.
 * @throws TypeError when it is no buffer; RangeError when it is not a model, or of another version, or damaged: a flipped
 *   bit, a part missing, or links that would lead a walk astray
 */
export function openModel(buffer: ArrayBufferLike): Opened {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
  if (!(buffer instanceof ArrayBuffer) && !isShared) {
    throw new TypeError(`model: expected an ArrayBuffer or a SharedArrayBuffer, got ${kindOf(buffer)}`)
  }
  if (buffer.byteLength < HEADER_BYTES) {
    throw new RangeError(`model: expected at least ${HEADER_BYTES} bytes, got ${buffer.byteLength}`)
  }
  const [magic = 0, kind = 0] = new Uint8Array(buffer, 0, 2)
  if (magic !== MAGIC)
    throw new RangeError(`not a model of this library: expected ${MAGIC} as first byte, got ${magic}`)
  checkVersion(kind >> 4, kind & 15)
  const [features = 0, trees = 0, splits = 0, leaves = 0, words = 0] = new Uint32Array(buffer, COUNTS_AT, COUNTS)
  const counts: Counts = { features, trees, splits, leaves, words }
  const expected = byteLength(counts)
  if (buffer.byteLength !== expected) {
    throw new RangeError(`damaged model: expected ${expected} bytes, got ${buffer.byteLength}`)
  }
  const [written] = new Uint32Array(buffer, CHECKSUM_AT, 1)
  if (written !== checksum(buffer)) throw new RangeError('damaged model: its checksum is not that of its content')
  const [base = 0] = new Float64Array(buffer, BASE_AT, 1)
  const opened = { ...view(buffer, counts), features, trees, base }
  checkLinks(opened)
  return opened
}

function checkVersion(version: number, objective: number): void {
  const wrong = `model version: expected ${VERSION}, got ${version}`
  if (version > VERSION) throw new RangeError(`${wrong}; it was written by a newer version of this library`)
  if (version < VERSION) throw new RangeError(`${wrong}; it was written by an older version: train it anew`)
  if (objective !== 0) throw new RangeError(`model objective: expected 0 (squared error), got ${objective}`)
}

function kindOf(value: unknown): string {
  return ArrayBuffer.isView(value) ? `a view on one (${value.constructor.name}): give its buffer` : typeof value
}
