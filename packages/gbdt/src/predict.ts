import type { Column } from './columns.ts'
import type { Opened } from './layout.ts'
import { blockRows, gatherBlock, goesLeft } from './route.ts'

/** Writes base plus the leaf values of all trees to `out`, one per row. */
export function predictInto(model: Opened, columns: readonly Column[], out: Float64Array): void {
  const size = Math.min(out.length, blockRows(model.features))
  const block = new Float64Array(size * model.features)
  for (let begin = 0; begin < out.length; begin += size) {
    const end = Math.min(out.length, begin + size)
    gatherBlock(model, columns, begin, end, block)
    predictBlock(model, block, out, begin, end)
  }
}

function predictBlock(model: Opened, block: Float64Array, out: Float64Array, begin: number, end: number): void {
  const { feature, left, right, roots, leafValue, base, features } = model
  out.fill(base, begin, end)
  // Trees outside, rows inside: one tree stays in the cache for the whole block.
  for (const root of roots) {
    for (let i = begin, slot = 0; i < end; i++, slot += features) {
      let node = root
      while (node >= 0) node = goesLeft(model, node, block[slot + feature[node]!]!) ? left[node]! : right[node]!
      out[i] = out[i]! + leafValue[~node]!
    }
  }
}
