import { binNumbers } from '../bins/bin-numbers.ts'
import { roundToGrid, weighRows } from './hessian.ts'
import { packRows } from './histogram.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Loss } from './loss.ts'
import { CHUNK, chunksOf, firstFrom, NODE, NUMBER, packingOf, type Workspace } from './workspace.ts'

/** What is done to a workspace row by row. */
export class RowTasks {
  readonly #space: Workspace
  readonly #loss: Loss
  readonly #kernel: Kernel | null

  constructor(space: Workspace, loss: Loss, kernel: Kernel | null) {
    this.#space = space
    this.#loss = loss
    this.#kernel = kernel
  }

  /** Bins a chunk of one of the columns laid out in `staged`. */
  bin(k: number): void {
    const { rows, cells, features, mappers, staged } = this.#space
    const chunks = chunksOf(rows)
    const slot = Math.floor(k / chunks)
    const begin = (k % chunks) * CHUNK
    const end = Math.min(begin + CHUNK, rows)
    const f = features[slot]!
    const mapper = mappers[f]!
    if (mapper.kind !== 'numeric') return
    binNumbers(staged[slot]!.subarray(begin, end), mapper, cells.subarray(f * rows + begin, f * rows + end))
  }

  /** Gradients of a chunk of the tree's rows into `packed`; least and greatest into the results. */
  gradients(k: number): void {
    const { hessian } = this.#space
    if (hessian) {
      weighRows(this.#space, this.#loss, hessian, k)
      return
    }
    const { numbers, index, packed, raw, target, scale, results } = this.#space
    const { shrink, centre, stretch } = scale
    const loss = this.#loss
    const sampled = numbers[NUMBER.sampled] === 1
    const end = Math.min((k + 1) * CHUNK, numbers[NUMBER.rows]!)
    let low = Infinity
    let high = -Infinity
    for (let i = k * CHUNK; i < end; i++) {
      if (!sampled) index[i] = i
      const row = index[i]!
      const value = loss.slope((target[row]! * shrink - centre) * stretch, raw[row]!)
      packed[row] = value
      if (value < low) low = value
      if (value > high) high = value
    }
    results[2 * k] = low
    results[2 * k + 1] = high
  }

  /** Packs a chunk of the gradients; their sum into the results. */
  pack(k: number): void {
    const { numbers, index, packed, hessian, results } = this.#space
    const end = Math.min((k + 1) * CHUNK, numbers[NUMBER.rows]!)
    if (hessian) roundToGrid(this.#space, hessian, k * CHUNK, end)
    const { unit, step, low, levels } = packingOf(this.#space)
    results[k] = this.#kernel
      ? this.#kernel.pack(packed.byteOffset, index.byteOffset, k * CHUNK, end, unit, step, low, levels)
      : packRows(packed, index, k * CHUNK, end, packingOf(this.#space))
  }

  /** Moves the left rows of node k before its right ones, each in their old order; how many into the results. */
  partition(k: number): void {
    const { nodes, splitOn, goesLeft, cells, rows, index, scratch, results } = this.#space
    const begin = nodes[k * NODE.fields + NODE.begin]!
    const end = nodes[k * NODE.fields + NODE.end]!
    const column = splitOn[k]! * rows
    const table = k * 256
    if (this.#kernel) {
      const from = cells.byteOffset + column
      const to = scratch.byteOffset + begin * 4
      results[k] = this.#kernel.partition(from, goesLeft.byteOffset + table, index.byteOffset, to, begin, end)
      return
    }
    let left = begin
    let right = begin
    for (let i = begin; i < end; i++) {
      const row = index[i]!
      // Both are written and one of them counts: a branch would be mispredicted half of the time.
      const isLeft = goesLeft[table + cells[column + row]!]!
      index[left] = row
      scratch[right] = row
      left += isLeft
      right += 1 - isLeft
    }
    index.set(scratch.subarray(begin, right), left)
    results[k] = left - begin
  }

  /** Brings the packed gradients of the small child of split k into the order of its rows, and sums them. */
  gather(k: number): void {
    const { nodes, packed, gathered, hessian, gatheredHessian } = this.#space
    const at = 2 * k * NODE.fields
    this.#cut(k, nodes[at + NODE.begin]!, nodes[at + NODE.end]!)
    nodes[at + NODE.total] = this.#gatherFrom(packed, at, gathered)
    if (hessian && gatheredHessian) this.#gatherFrom(hessian, at, gatheredHessian)
  }

  #gatherFrom(values: Float64Array, at: number, out: Float64Array): number {
    const { nodes, index } = this.#space
    const begin = nodes[at + NODE.begin]!
    const end = nodes[at + NODE.end]!
    const from = nodes[at + NODE.from]!
    if (this.#kernel) {
      return this.#kernel.gather(values.byteOffset, index.byteOffset, begin, end, out.byteOffset + from * 8)
    }
    let sum = 0
    for (let i = begin; i < end; i++) {
      const value = values[index[i]!]!
      out[from + i - begin] = value
      sum += value
    }
    return sum
  }

  /** Finds where the tiles start in the rows of pair k, which ascend. */
  #cut(k: number, begin: number, end: number): void {
    const { numbers, index, rows, cuts } = this.#space
    const tiles = numbers[NUMBER.tiles]!
    const at = k * (tiles + 1)
    cuts[at] = begin
    for (let tile = 1; tile < tiles; tile++) {
      cuts[at + tile] = firstFrom(Math.ceil((rows / tiles) * tile), index, cuts[at + tile - 1]!, end)
    }
    cuts[at + tiles] = end
  }
}
