import type { Tree } from './tree.ts'

/**
 * The model buffer, little-endian on every platform JavaScript runs on today:
 *
 * | bytes | content |
 * | --- | --- |
 * | 0 | magic 0xb7 |
 * | 1 | version in the high nibble, objective in the low one (0: squared error) |
 * | 4–23 | features, trees, splits, leaves, bitset words: Uint32 each |
 * | 24–31 | base prediction: Float64 |
 * | 32– | Float64 sections, then Int32, Uint32, Uint8, in the order of `Sections` |
 *
 * Splits and leaves are numbered through all trees, so no offset is added while walking.
 */
const MAGIC = 0xb7
const VERSION = 1
const HEADER_BYTES = 32
const COUNTS = 5

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
  return HEADER_BYTES + 8 * (3 * splits + 2 * leaves) + 4 * (4 * splits + trees + features + words) + splits
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
  new Uint32Array(buffer, 4, COUNTS).set([counts.features, counts.trees, counts.splits, counts.leaves, counts.words])
  new Float64Array(buffer, 24, 1)[0] = base
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

/** Opens a buffer without copying. Throws when it is not a model, or one whose links would lead a walk astray. */
export function openModel(buffer: ArrayBufferLike): Opened {
  if (!(buffer instanceof ArrayBuffer) && !(buffer instanceof SharedArrayBuffer)) {
    throw new TypeError(`expected an ArrayBuffer or a SharedArrayBuffer, got ${typeof buffer}`)
  }
  if (buffer.byteLength < HEADER_BYTES) {
    throw new RangeError(`expected at least ${HEADER_BYTES} bytes of model, got ${buffer.byteLength}`)
  }
  const [magic, version] = new Uint8Array(buffer, 0, 2)
  if (magic !== MAGIC) throw new RangeError(`expected a model buffer (magic ${MAGIC}), got ${magic}`)
  if (version !== VERSION << 4)
    throw new RangeError(`expected model version ${VERSION}.0, got ${version! >> 4}.${version! & 15}`)
  const [features, trees, splits, leaves, words] = new Uint32Array(buffer, 4, COUNTS)
  const counts: Counts = { features: features!, trees: trees!, splits: splits!, leaves: leaves!, words: words! }
  const expected = byteLength(counts)
  if (buffer.byteLength !== expected) {
    throw new RangeError(`expected ${expected} bytes of model, got ${buffer.byteLength}`)
  }
  const opened = {
    ...view(buffer, counts),
    features: features!,
    trees: trees!,
    base: new Float64Array(buffer, 24, 1)[0]!,
  }
  checkLinks(opened, counts)
  return opened
}

function fail(what: string): never {
  throw new RangeError(`damaged model: ${what}`)
}

/** Children above their parent and within range: then every walk ends. Bitsets within the words. */
function checkLinks(model: Opened, { features, splits, leaves, words }: Counts): void {
  const child = (node: number, above: number): boolean => (node < 0 ? ~node < leaves : node > above && node < splits)
  const bitset = (at: number): boolean => at === -1 || (at >= 0 && at < words && at + model.words[at]! < words)
  for (const root of model.roots) if (!child(root, -1)) fail(`tree root ${root}`)
  for (const at of model.known) if (!bitset(at)) fail(`known categories at ${at}`)
  for (let i = 0; i < splits; i++) {
    if (!child(model.left[i]!, i)) fail(`left child ${model.left[i]} of split ${i}`)
    if (!child(model.right[i]!, i)) fail(`right child ${model.right[i]} of split ${i}`)
    if (!(model.feature[i]! >= 0 && model.feature[i]! < features)) fail(`feature ${model.feature[i]} of split ${i}`)
    if (!bitset(model.categories[i]!)) fail(`categories at ${model.categories[i]} of split ${i}`)
  }
}
