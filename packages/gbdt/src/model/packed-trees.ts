import type { Opened } from './layout.ts'

/**
 * A record by split or leaf, 16 bytes: a Float64, what the value is compared with, or the leaf's value; a Uint32, where
 * the column's values begin from those of column 0; a Uint32, where the record of the first child is, the second one's
 * being the next.
 *
 * The second child is for values at most that of the record, never for missing ones, since nothing is at most NaN. Where
 * missing goes right that is the left child, for values below the threshold: at most the next number down. Where it goes
 * left it is the right child, for values not below the threshold: negated ones, at most the threshold negated, in a column
 * of their own. A leaf asks for a column where everything is missing, and its first child is itself.
 *
 * A split by a set of categories has in place of the number where its bits are and of how many words, Uint32 each, and
 * flags in the low bits of the column; its second child is the left one.
 */
const RECORD_BYTES = 16
const BY_SET = 1
const MISSING_LEFT = 2

/** By tree: its first record, and steps down to its deepest leaf. */
const START_FIELDS = 2

/** Bytes that `packTrees` needs. */
export function packedBytes({ feature, leafValue, trees, words }: Opened): number {
  return (feature.length + leafValue.length) * RECORD_BYTES + trees * START_FIELDS * 4 + words.length * 4
}

/** Columns there are to a model of so many features: theirs, one of nothing but missing, theirs negated. */
export const packedColumns = (features: number): number => 2 * features + 1
export const missingColumn = (features: number): number => features
export const negatedColumn = (features: number, f: number): number => features + 1 + f

/** Whether the split asks for the negated values of its column. */
export const asksNegated = (model: Opened, split: number): boolean =>
  model.categories[split]! < 0 && model.defaultLeft[split] === 1

/**
 * Writes the trees for `Kernel.predict`, breadth first, so that the two children of a split lie side by side.
 * @param begin where in memory, a multiple of 16
 * @param columnBytes from the values of a column to those of the next, a multiple of 8
 * @returns where the starts of the trees are
 */
export function packTrees(model: Opened, memory: ArrayBufferLike, begin: number, columnBytes: number): number {
  const { features, roots, left, right } = model
  const records = model.feature.length + model.leafValue.length
  const startsAt = begin + records * RECORD_BYTES
  const wordsAt = startsAt + model.trees * START_FIELDS * 4
  const floats = new Float64Array(memory, begin, records * 2)
  const integers = new Uint32Array(memory, begin, records * 4)
  const starts = new Uint32Array(memory, startsAt, model.trees * START_FIELDS)
  new Uint32Array(memory, wordsAt, model.words.length).set(model.words)
  const writeTest = (at: number, split: number): void => {
    const f = model.feature[split]!
    const set = model.categories[split]!
    if (set >= 0) {
      integers[at * 4] = wordsAt + (set + 1) * 4
      integers[at * 4 + 1] = model.words[set]!
      integers[at * 4 + 2] = (f * columnBytes) | BY_SET | (model.defaultLeft[split] === 1 ? MISSING_LEFT : 0)
      return
    }
    const isNegated = asksNegated(model, split)
    // Nothing is below NaN, as nothing is below -Infinity.
    const threshold = Number.isNaN(model.threshold[split]!) ? -Infinity : model.threshold[split]!
    floats[at * 2] = isNegated ? -threshold : nextDown(threshold)
    integers[at * 4 + 2] = (isNegated ? negatedColumn(features, f) : f) * columnBytes
  }
  /** By record: a split, or `~leaf`. */
  const origin = new Int32Array(records)
  let end = 0
  roots.forEach((root, tree) => {
    let at = end
    let depth = -1
    starts[tree * START_FIELDS] = begin + at * RECORD_BYTES
    origin[end++] = root
    while (at < end) {
      depth++
      for (const levelEnd = end; at < levelEnd; at++) {
        const node = origin[at]!
        if (node < 0) {
          floats[at * 2] = model.leafValue[~node]!
          integers[at * 4 + 2] = missingColumn(features) * columnBytes
          integers[at * 4 + 3] = begin + at * RECORD_BYTES
          continue
        }
        writeTest(at, node)
        integers[at * 4 + 3] = begin + end * RECORD_BYTES
        const isNegated = asksNegated(model, node)
        origin[end++] = isNegated ? left[node]! : right[node]!
        origin[end++] = isNegated ? right[node]! : left[node]!
      }
    }
    starts[tree * START_FIELDS + 1] = depth
  })
  return startsAt
}

const number = new Float64Array(1)
const bits = new Uint32Array(number.buffer)

/** The greatest number below; NaN where there is none. */
function nextDown(value: number): number {
  if (value === -Infinity) return NaN
  if (value === 0) return -Number.MIN_VALUE
  number[0] = value
  const [low = 0, high = 0] = bits
  // Down towards 0, or away from it, with a carry from the low half.
  if (value > 0) bits.set([low - 1, low === 0 ? high - 1 : high])
  else bits.set([low + 1, low === 0xffffffff ? high + 1 : high])
  return number[0]
}
