import type { Column, Random } from '../src/index.ts'
import { createTree, type Tree, trimTree } from '../src/model/tree.ts'
import { at as element } from './at.ts'
import { bitsOf } from './trees.ts'

export const LEVELS = 5

/** Rows of 0.1 steps and a few categories, with gaps. Feature f is categorical where `kinds[f]`. */
export function randomColumns(rows: number, kinds: readonly boolean[], random: Random): Column[] {
  return kinds.map((categorical) =>
    categorical
      ? Int32Array.from({ length: rows }, () => random.below(LEVELS + 1) - 1)
      : Float64Array.from({ length: rows }, () => (random.unit() < 0.15 ? NaN : random.below(20) / 10)),
  )
}

/** One row as the engine sees it: missing categories are NaN. */
export function rowOf(columns: readonly Column[], row: number): number[] {
  return columns.map((column) => {
    const value = element(column, row)
    return column instanceof Int32Array && value < 0 ? NaN : value
  })
}

/** A tree of random splits over all features; with `emptyChildren` some have cover 0, and splits below. */
export function randomTree(kinds: readonly boolean[], maxDepth: number, random: Random, emptyChildren = false): Tree {
  const tree = createTree(2 ** maxDepth)
  const visit = (depth: number, cover: number): number => {
    if (depth === maxDepth || (cover < 2 && !emptyChildren) || random.unit() < 0.1) {
      const leaf = tree.leaves++
      tree.leafValue[leaf] = random.unit() * 10 - 5
      tree.leafCover[leaf] = cover
      return ~leaf
    }
    const at = tree.splits++
    const feature = random.below(kinds.length)
    const left = cover < 2 || (emptyChildren && random.unit() < 0.2) ? 0 : 1 + random.below(cover - 1)
    tree.feature[at] = feature
    tree.cover[at] = cover
    tree.threshold[at] = kinds[feature] ? NaN : random.below(20) / 10
    tree.categories[at] = kinds[feature] ? bitsOf([0, 1, 2, 3, 4].filter(() => random.unit() < 0.5)) : null
    tree.defaultLeft[at] = random.below(2)
    tree.left[at] = visit(depth + 1, left)
    tree.right[at] = visit(depth + 1, cover - left)
    return at
  }
  visit(0, 1000)
  return trimTree(tree)
}

/** A single path through all features in order: as many distinct features as there are. */
export function chainTree(features: number, random: Random): Tree {
  const tree = createTree(features + 1)
  let cover = 1e9
  for (let f = 0; f < features; f++) {
    const taken = Math.ceil(cover * (0.2 + 0.7 * random.unit()))
    tree.splits++
    tree.feature[f] = f
    tree.threshold[f] = random.unit()
    tree.cover[f] = cover
    const leaf = tree.leaves++
    tree.leafValue[leaf] = random.unit() * 2 - 1
    tree.leafCover[leaf] = cover - taken
    tree.left[f] = ~leaf
    tree.right[f] = f + 1
    cover = taken
  }
  const last = tree.leaves++
  tree.leafValue[last] = 1
  tree.leafCover[last] = cover
  tree.right[features - 1] = ~last
  return trimTree(tree)
}

/** 1 where every feature is at least 0.5, else 0; each test is passed by `share` of the rows that meet it. */
export function conjunction(features: number, share: number): Tree {
  const tree = createTree(features + 1)
  for (let f = 0; f < features; f++) {
    tree.feature[f] = f
    tree.threshold[f] = 0.5
    tree.cover[f] = share ** f
    tree.leafCover[f] = share ** f * (1 - share)
    tree.left[f] = ~f
    tree.right[f] = f + 1
  }
  tree.right[features - 1] = ~features
  tree.leafValue[features] = 1
  tree.leafCover[features] = share ** features
  tree.splits = features
  tree.leaves = features + 1
  return trimTree(tree)
}
