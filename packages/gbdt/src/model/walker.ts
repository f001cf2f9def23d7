import type { Column } from '../columns.ts'
import { type KeptKernel, reserve } from '../kernel/kernel.ts'
import type { Opened } from './layout.ts'
import { asksNegated, missingColumn, negatedColumn, packedBytes, packedColumns, packTrees } from './packed-trees.ts'
import { gatherColumn, goesLeft } from './route.ts'

/** Walks blocks of rows down the trees of a model. In use for one call only: the next one may need the same memory. */
export interface Walker {
  /** Rows of a block, at most. */
  readonly size: number
  /** Brings rows `begin` to `end - 1` of column `f` into the block. */
  bring(f: number, column: Column, begin: number, end: number): void
  /** Adds the leaf values of the listed trees to `out`, one place per row of the block, tree by tree. */
  add(trees: Int32Array, out: Float64Array): void
}

/** Rows of a block: its columns, and the trees it meets, stay in a thread's own cache. */
const BLOCK_ROWS = 256

/** The same in cells, for tables of very many columns. */
const BLOCK_CELLS = 524_288

/** Fewer walks are over before the kernel is ready. */
const COMPILED_WALKS = 5000

/** Columns begin in different lines of the cache, or they would drive each other out. */
const PADDING = 8

/**
 * A walker for rows of a table, at most so many in a block. Where it is to do many walks from a root to a leaf, the
 * compiled kernel does them: taking a split there costs about as much as a walk saves.
 */
export function openWalker(model: Opened, rows: number, walks: number): Walker {
  const pays = walks >= COMPILED_WALKS && walks >= model.feature.length
  return (pays ? CompiledWalker.open(model) : null) ?? new PlainWalker(model, rows)
}

/** The trees of a model, all of them. */
export function allTrees({ trees }: Opened): Int32Array {
  const all = new Int32Array(trees)
  // `from` takes longer than one row takes through the trees.
  for (let tree = 0; tree < trees; tree++) all[tree] = tree
  return all
}

/** Brings rows of all columns into a walker's block. */
export function bringAll(walker: Walker, columns: readonly Column[], begin: number, end: number): void {
  columns.forEach((column, f) => walker.bring(f, column, begin, end))
}

const rowsWithin = (features: number): number =>
  Math.max(16, Math.min(BLOCK_ROWS, Math.floor(BLOCK_CELLS / features / 16) * 16))

/** On the model as it is, without copying it. */
class PlainWalker implements Walker {
  readonly size: number
  readonly #model: Opened
  readonly #block: Float64Array

  constructor(model: Opened, rows: number) {
    this.#model = model
    this.size = Math.min(Math.max(1, rows), rowsWithin(model.features))
    this.#block = new Float64Array(this.size * model.features)
  }

  bring(f: number, column: Column, begin: number, end: number): void {
    gatherColumn(this.#model, column, f, begin, end, this.#block, f * this.size, 1)
  }

  add(trees: Int32Array, out: Float64Array): void {
    const model = this.#model
    const block = this.#block
    const { size } = this
    const { feature, left, right, roots, leafValue } = model
    for (const tree of trees) {
      for (let i = 0; i < out.length; i++) {
        let node = roots[tree]!
        while (node >= 0) node = goesLeft(model, node, block[feature[node]! * size + i]!) ? left[node]! : right[node]!
        out[i] = out[i]! + leafValue[~node]!
      }
    }
  }
}

const AS_IT_IS = 1
const NEGATED = 2

/** On a copy of the trees in the kernel's memory: block, sums, packed trees, and the numbers of those to walk down. */
class CompiledWalker implements Walker {
  readonly size: number
  readonly #model: Opened
  readonly #kernel: KeptKernel['kernel']
  readonly #stride: number
  readonly #block: Float64Array
  readonly #sums: Float64Array
  readonly #trees: Int32Array
  readonly #starts: number
  /** By feature: whether a split asks for its values, and for them negated. */
  readonly #asked: Uint8Array

  /** Null where the kernel cannot be had. */
  static open(model: Opened): CompiledWalker | null {
    const size = rowsWithin(model.features)
    const stride = size + PADDING
    const cells = packedColumns(model.features) * stride
    const bytes = (cells + stride) * 8 + packedBytes(model) + model.trees * 4
    const found = reserve(bytes)
    return found && new CompiledWalker(model, found, size, stride)
  }

  private constructor(model: Opened, { memory, kernel }: KeptKernel, size: number, stride: number) {
    const { buffer } = memory
    const cells = packedColumns(model.features) * stride
    const begin = (cells + stride) * 8
    this.size = size
    this.#model = model
    this.#kernel = kernel
    this.#stride = stride
    this.#block = new Float64Array(buffer, 0, cells)
    this.#sums = new Float64Array(buffer, cells * 8, size)
    this.#starts = packTrees(model, buffer, begin, stride * 8)
    this.#trees = new Int32Array(buffer, begin + packedBytes(model), model.trees)
    this.#asked = new Uint8Array(model.features)
    model.feature.forEach((f, split) => {
      this.#asked[f] = this.#asked[f]! | (asksNegated(model, split) ? NEGATED : AS_IT_IS)
    })
    const missing = missingColumn(model.features) * stride
    this.#block.fill(NaN, missing, missing + stride)
  }

  bring(f: number, column: Column, begin: number, end: number): void {
    const asked = this.#asked[f]!
    if (asked === 0) return
    const block = this.#block
    const from = f * this.#stride
    gatherColumn(this.#model, column, f, begin, end, block, from, 1)
    if ((asked & NEGATED) === 0) return
    const to = negatedColumn(this.#model.features, f) * this.#stride
    for (let i = 0; i < end - begin; i++) block[to + i] = -block[from + i]!
  }

  add(trees: Int32Array, out: Float64Array): void {
    this.#trees.set(trees)
    this.#sums.set(out)
    const { byteOffset } = this.#sums
    this.#kernel.predict(this.#starts, this.#trees.byteOffset, trees.length, 0, out.length, byteOffset)
    out.set(this.#sums.subarray(0, out.length))
  }
}
