import { type Column, checkColumns, isCategorical } from '../columns.ts'
import type { Opened, Sections } from './layout.ts'

/**
 * Whether value `x` goes left at split `node`: missing (NaN) by the learned direction, a category by the bitset, a
 * number when `x < threshold`. Prediction and SHAP both ask here.
 */
export function goesLeft(model: Sections, node: number, x: number): boolean {
  // NaN alone differs from itself.
  if (x !== x) return model.defaultLeft[node] === 1
  const at = model.categories[node]!
  return at < 0 ? x < model.threshold[node]! : inBitset(model.words, at, x)
}

function inBitset(words: Uint32Array, at: number, code: number): boolean {
  const word = code >>> 5
  return word < words[at]! && (words[at + 1 + word]! & (1 << (code & 31))) !== 0
}

/** Rows per block: enough to share the work done once a block, little enough to stay within a few megabytes. */
export function blockRows(features: number): number {
  return Math.max(16, Math.min(4096, Math.floor(1_048_576 / features)))
}

/** Throws unless the columns are of the number and kinds the model was trained on; returns their length. */
export function checkInput(model: Opened, columns: readonly Column[]): number {
  if (columns.length !== model.features) {
    throw new RangeError(`expected ${model.features} columns, got ${columns.length}`)
  }
  const rows = checkColumns(columns)
  columns.forEach((column, f) => {
    const categorical = model.known[f]! >= 0
    if (isCategorical(column) !== categorical) {
      throw new TypeError(
        `column ${f}: expected ${categorical ? 'an Int32Array of codes' : 'a Float64Array or Float32Array'}, got ${column.constructor.name}`,
      )
    }
  })
  return rows
}

/** Throws unless `out` has `length` places. */
export function checkOutput(out: Float64Array, length: number): Float64Array {
  if (out.length !== length) throw new RangeError(`expected an output of length ${length}, got ${out.length}`)
  return out
}

/** Copies rows `begin` to `end - 1` into `block`, row by row; missing and unknown categories become NaN. */
export function gatherBlock(
  model: Opened,
  columns: readonly Column[],
  begin: number,
  end: number,
  block: Float64Array,
): void {
  columns.forEach((column, f) => gatherColumn(model, column, f, begin, end, block, f, columns.length))
}

/** Copies rows `begin` to `end - 1` of column `f` into `block`: the first to `slot`, each next one `step` further. */
export function gatherColumn(
  model: Opened,
  column: Column,
  f: number,
  begin: number,
  end: number,
  block: Float64Array,
  slot: number,
  step: number,
): void {
  if (isCategorical(column)) {
    const at = model.known[f]!
    for (let i = begin, to = slot; i < end; i++, to += step) {
      const code = column[i]!
      block[to] = code >= 0 && inBitset(model.words, at, code) ? code : NaN
    }
  } else {
    for (let i = begin, to = slot; i < end; i++, to += step) block[to] = column[i]!
  }
}
