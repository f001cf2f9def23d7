import { setBit } from '../columns.ts'
import type { Bins, Mapper } from '../bins/mapper.ts'
import type { Split } from './split.ts'
import { createTree, type Tree, trimTree } from '../model/tree.ts'

/** A node's place: below a split, on one side of it. */
export interface Place {
  /** Number of the split above, or -1 for the root. */
  parent: number
  isLeft: boolean
}

/** A tree while splits and leaves are added to it. */
export class GrowingTree {
  readonly #tree: Tree
  readonly #mappers: readonly Mapper[]
  /** By split and bin: 1 goes left. */
  readonly #tables: Uint8Array[] = []

  constructor(maxLeaves: number, mappers: readonly Mapper[]) {
    this.#tree = createTree(maxLeaves)
    this.#mappers = mappers
  }

  get leaves(): number {
    return this.#tree.leaves
  }

  /** @returns the split's number */
  addSplit(place: Place, split: Split, rows: number): number {
    const tree = this.#tree
    const mapper = this.#mappers[split.feature]!
    const at = tree.splits++
    tree.feature[at] = split.feature
    tree.gain[at] = split.gain
    tree.cover[at] = rows
    tree.defaultLeft[at] = split.missingLeft ? 1 : 0
    tree.threshold[at] = thresholdOf(split, mapper)
    tree.categories[at] = mapper.kind === 'categorical' ? codesGoingLeft(split, mapper.binOf) : null
    this.#tables[at] = split.goesLeft
    this.#attach(place, at)
    return at
  }

  /** @returns the leaf's number */
  addLeaf(place: Place, rows: number): number {
    const leaf = this.#tree.leaves++
    this.#tree.leafCover[leaf] = rows
    this.#attach(place, ~leaf)
    return leaf
  }

  #attach({ parent, isLeft }: Place, child: number): void {
    if (parent < 0) return
    const side = isLeft ? this.#tree.left : this.#tree.right
    side[parent] = child
  }

  /** Gives the leaves their values, and covers in weight instead of rows where there are any: a split has its children's. */
  value(leafValue: Float64Array, leafWeight: Float64Array | null): void {
    const tree = this.#tree
    tree.leafValue.set(leafValue)
    if (!leafWeight) return
    tree.leafCover.set(leafWeight)
    const coverOf = (child: number): number => (child < 0 ? tree.leafCover[~child]! : tree.cover[child]!)
    for (let i = tree.splits - 1; i >= 0; i--) tree.cover[i] = coverOf(tree.left[i]!) + coverOf(tree.right[i]!)
  }

  /** Adds the tree's prediction to `raw` of the listed rows of a table binned alike. */
  addTo({ cells, rows: length }: Bins, rows: Int32Array, raw: Float64Array): void {
    const tree = this.#tree
    for (const row of rows) {
      let node = tree.splits > 0 ? 0 : -1
      while (node >= 0) {
        const cell = cells[tree.feature[node]! * length + row]!
        node = this.#tables[node]![cell] === 1 ? tree.left[node]! : tree.right[node]!
      }
      raw[row] = raw[row]! + tree.leafValue[~node]!
    }
  }

  /** The tree, in arrays of its own size. */
  trim(): Tree {
    return trimTree(this.#tree)
  }
}

function thresholdOf(split: Split, mapper: Mapper): number {
  if (mapper.kind === 'categorical') return NaN
  return split.cut < 0 ? -Infinity : mapper.cuts[split.cut]!
}

function codesGoingLeft(split: Split, binOf: Uint8Array): Uint32Array {
  let top = -1
  for (let code = 0; code < binOf.length; code++) if (split.goesLeft[binOf[code]!] === 1) top = code
  const words = new Uint32Array((top + 32) >>> 5)
  for (let code = 0; code <= top; code++) if (split.goesLeft[binOf[code]!] === 1) setBit(words, code)
  return words
}
