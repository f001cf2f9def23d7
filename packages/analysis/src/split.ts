import type { Random } from '@alavanca/gbdt'

/** Rows to learn from and rows held out, each ascending. */
export interface RowSplit {
  learn: Int32Array
  check: Int32Array
}

/** Splits rows 0…count-1 at random: `share` of them (rounded, at least one on each side) is held out. */
export function splitRows(count: number, share: number, random: Random): RowSplit {
  const order = shuffled(count, random)
  const held = Math.min(count - 1, Math.max(1, Math.round(count * share)))
  return { check: order.slice(0, held).sort(), learn: order.slice(held).sort() }
}

/** Cuts rows 0…count-1 at random into `folds` parts of nearly equal size, each ascending. */
export function foldRows(count: number, folds: number, random: Random): RowSplit[] {
  const order = shuffled(count, random)
  return Array.from({ length: folds }, (_, k) => {
    const begin = Math.floor((count * k) / folds)
    const end = Math.floor((count * (k + 1)) / folds)
    const learn = new Int32Array(count - (end - begin))
    learn.set(order.subarray(0, begin))
    learn.set(order.subarray(end), begin)
    return { check: order.slice(begin, end).sort(), learn: learn.sort() }
  })
}

function shuffled(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i)
  random.shuffle(order)
  return order
}
