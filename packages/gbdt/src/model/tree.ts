/**
 * A tree in flat arrays. Splits are numbered so that a child's number is above its parent's; split 0 is the root.
 * A child that is a leaf is written as the complement of its leaf number (`~leaf`, always negative). A tree of one leaf
 * has no split.
 */
export interface Tree {
  splits: number
  leaves: number
  feature: Int32Array
  /** Left when `x < threshold`; -Infinity sends every present value right. NaN for a categorical split. */
  threshold: Float64Array
  left: Int32Array
  right: Int32Array
  gain: Float64Array
  /** Training rows that reached the split, or their weight. */
  cover: Float64Array
  defaultLeft: Uint8Array
  /** Bitset of the codes that go left, or null where the split is numeric. */
  categories: (Uint32Array | null)[]
  leafValue: Float64Array
  leafCover: Float64Array
}

/** An empty tree with room for `maxLeaves` leaves. */
export function createTree(maxLeaves: number): Tree {
  const maxSplits = Math.max(1, maxLeaves - 1)
  return {
    splits: 0,
    leaves: 0,
    feature: new Int32Array(maxSplits),
    threshold: new Float64Array(maxSplits),
    left: new Int32Array(maxSplits),
    right: new Int32Array(maxSplits),
    gain: new Float64Array(maxSplits),
    cover: new Float64Array(maxSplits),
    defaultLeft: new Uint8Array(maxSplits),
    categories: [],
    leafValue: new Float64Array(maxLeaves),
    leafCover: new Float64Array(maxLeaves),
  }
}

/** The same tree in arrays of its own size. */
export function trimTree(tree: Tree): Tree {
  const { splits, leaves } = tree
  return {
    splits,
    leaves,
    feature: tree.feature.slice(0, splits),
    threshold: tree.threshold.slice(0, splits),
    left: tree.left.slice(0, splits),
    right: tree.right.slice(0, splits),
    gain: tree.gain.slice(0, splits),
    cover: tree.cover.slice(0, splits),
    defaultLeft: tree.defaultLeft.slice(0, splits),
    categories: tree.categories.slice(0, splits),
    leafValue: tree.leafValue.slice(0, leaves),
    leafCover: tree.leafCover.slice(0, leaves),
  }
}
