import type { Opened } from './layout.ts'

/**
 * A record by split or leaf, 16 bytes: a Float64, the threshold or the leaf's value, or for a set of categories where its
 * bits are and of how many words, Uint32 each; a Uint32, where the column's values begin from those of column 0, and in
 * the low bits how the split is; a Uint32, where the record of the right child is, the left one's being the next.
 * A leaf asks the column behind the last, where everything is missing, and leads to itself.
 */
const RECORD_BYTES = 16
const MISSING_LEFT = 1
const BY_SET = 2

/** By tree: its first record, steps down to its deepest leaf, and whether a split is by a set of categories. */
const START_FIELDS = 3

/** Bytes that `packTrees` needs. */
export function packedBytes({ feature, leafValue, trees, words }: Opened): number {
  return (feature.length + leafValue.length) * RECORD_BYTES + trees * START_FIELDS * 4 + words.length * 4
}

/**
 * Writes the trees for `Kernel.predict`, breadth first, so that the two children of a split lie side by side.
 * @param begin where in memory, a multiple of 16
 * @param columnBytes from the values of a column to those of the next, a multiple of 8
 * @returns where the starts of the trees are
 */
export function packTrees(model: Opened, memory: ArrayBufferLike, begin: number, columnBytes: number): number {
  const records = model.feature.length + model.leafValue.length
  const startsAt = begin + records * RECORD_BYTES
  const wordsAt = startsAt + model.trees * START_FIELDS * 4
  const floats = new Float64Array(memory, begin, records * 2)
  const integers = new Uint32Array(memory, begin, records * 4)
  const starts = new Uint32Array(memory, startsAt, model.trees * START_FIELDS)
  new Uint32Array(memory, wordsAt, model.words.length).set(model.words)
  /** By record: a split, or `~leaf`. */
  const origin = new Int32Array(records)
  let end = 0
  model.roots.forEach((root, tree) => {
    let at = end
    let depth = -1
    let isMixed = 0
    starts[tree * START_FIELDS] = begin + at * RECORD_BYTES
    origin[end++] = root
    while (at < end) {
      depth++
      for (const levelEnd = end; at < levelEnd; at++) {
        const node = origin[at]!
        if (node < 0) {
          floats[at * 2] = model.leafValue[~node]!
          integers[at * 4 + 2] = (model.features * columnBytes) | MISSING_LEFT
          integers[at * 4 + 3] = begin + (at - 1) * RECORD_BYTES
          continue
        }
        const set = model.categories[node]!
        const flags = (model.defaultLeft[node] === 1 ? MISSING_LEFT : 0) | (set < 0 ? 0 : BY_SET)
        if (set < 0) floats[at * 2] = model.threshold[node]!
        else {
          isMixed = 1
          integers[at * 4] = wordsAt + (set + 1) * 4
          integers[at * 4 + 1] = model.words[set]!
        }
        integers[at * 4 + 2] = (model.feature[node]! * columnBytes) | flags
        integers[at * 4 + 3] = begin + end * RECORD_BYTES
        origin[end++] = model.right[node]!
        origin[end++] = model.left[node]!
      }
    }
    starts[tree * START_FIELDS + 1] = depth
    starts[tree * START_FIELDS + 2] = isMixed
  })
  return startsAt
}
