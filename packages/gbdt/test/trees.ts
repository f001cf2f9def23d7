import { Model } from '../src/index.ts'
import { packModel } from '../src/model/layout.ts'
import { createTree, type Tree, trimTree } from '../src/model/tree.ts'

/** A tree as other libraries print it: parallel arrays by node, root first, -1 for no child. */
export interface PlainTree {
  left: number[]
  right: number[]
  feature: number[]
  threshold: (number | null)[]
  missing_left: (boolean | null)[]
  value: (number | null)[]
  cover: number[]
  gain?: (number | null)[]
  /** Codes that go left, where the split is categorical. */
  categories?: (number[] | null)[]
}

/** Bitset of the codes. */
export function bitsOf(codes: readonly number[]): Uint32Array {
  const words = new Uint32Array((Math.max(-1, ...codes) + 32) >>> 5)
  for (const code of codes) words[code >>> 5] = (words[code >>> 5] ?? 0) | (1 << (code & 31))
  return words
}

/** Converts to the engine's numbering: splits in preorder, leaves by complement. */
export function treeOf(plain: PlainTree): Tree {
  const leaves = plain.left.filter((child) => child < 0).length
  const tree = createTree(leaves)
  const visit = (node: number): number => {
    const left = plain.left[node] ?? -1
    if (left < 0) {
      const leaf = tree.leaves++
      tree.leafValue[leaf] = plain.value[node] ?? 0
      tree.leafCover[leaf] = plain.cover[node] ?? 0
      return ~leaf
    }
    const at = tree.splits++
    const codes = plain.categories?.[node] ?? null
    tree.feature[at] = plain.feature[node] ?? -1
    tree.threshold[at] = codes ? NaN : (plain.threshold[node] ?? NaN)
    tree.cover[at] = plain.cover[node] ?? 0
    tree.gain[at] = plain.gain?.[node] ?? 0
    tree.defaultLeft[at] = plain.missing_left[node] ? 1 : 0
    tree.categories[at] = codes ? bitsOf(codes) : null
    tree.left[at] = visit(left)
    tree.right[at] = visit(plain.right[node] ?? -1)
    return at
  }
  visit(0)
  return trimTree(tree)
}

/** @param known by feature: the codes known, or null for a numeric feature */
export function modelOf(base: number, known: readonly (readonly number[] | null)[], trees: readonly Tree[]): Model {
  return Model.from(
    packModel(
      base,
      known.map((codes) => (codes ? bitsOf(codes) : null)),
      trees,
    ),
  )
}
