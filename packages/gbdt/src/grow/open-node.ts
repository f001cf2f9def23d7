import type { Place } from './growing-tree.ts'
import type { Split } from './split.ts'

/** A node that may still be split. */
export interface Open extends Place {
  begin: number
  end: number
  depth: number
  total: number
  /** Histogram slot, or -1 when the node cannot be split. */
  slot: number
  split: Split | null
}

/** The children of a split of the batch. */
export interface Pair {
  left: Open
  right: Open
  small: Open
  large: Open
}

/** The children of a node, of whose rows so many go left. */
export function childrenOf({ begin, end, depth }: Open, parent: number, leftRows: number): Pair {
  const middle = begin + leftRows
  const child = { depth: depth + 1, parent, total: 0, slot: -1, split: null }
  const left: Open = { ...child, begin, end: middle, isLeft: true }
  const right: Open = { ...child, begin: middle, end, isLeft: false }
  return leftRows <= end - middle
    ? { left, right, small: left, large: right }
    : { left, right, small: right, large: left }
}
