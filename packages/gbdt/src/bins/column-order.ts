import type { Bins, Mapper } from './mapper.ts'

/**
 * The order in which training looks at the columns: by a hash of their binned content, so that ties between equally
 * good splits do not depend on where a column stands in the table. Only columns of identical content keep table order.
 */
export function canonicalOrder(bins: Bins): Int32Array {
  const keys = bins.mappers.map((mapper, f) => contentHash(bins.cells, f * bins.rows, bins.rows, mapper))
  return Int32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b)
}

function contentHash(cells: Uint8Array, begin: number, rows: number, mapper: Mapper): number {
  let a = 0x811c9dc5
  let b = mapper.kind === 'numeric' ? 0x9747b28c : 0x1b873593
  for (let i = 0; i < rows; i++) {
    const cell = cells[begin + i]!
    a = Math.imul(a ^ cell, 0x01000193)
    b = Math.imul(b ^ (cell + (b >>> 15)), 0x85ebca6b)
  }
  if (mapper.kind === 'numeric') {
    const words = new Uint32Array(mapper.cuts.buffer, mapper.cuts.byteOffset, mapper.cuts.length * 2)
    for (let i = 0; i < words.length; i++) {
      a = Math.imul(a ^ words[i]!, 0x01000193)
      b = Math.imul(b ^ (words[i]! + (b >>> 13)), 0x85ebca6b)
    }
  }
  return (a >>> 0) * 2097152 + (b >>> 11)
}
