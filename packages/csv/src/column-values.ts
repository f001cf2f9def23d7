import { detached } from './column-profile.ts'
import type { DecimalMark } from './dialect.ts'
import { isMissing } from './missing.ts'
import { parseNumber } from './number.ts'

/** A measured column; missing is NaN. */
export interface NumericColumn {
  name: string
  kind: 'numeric'
  values: Float64Array
}

/** A column of unordered levels. `codes[i]` indexes `levels`, which are in order of appearance; -1 is missing. */
export interface CategoricalColumn {
  name: string
  kind: 'categorical'
  codes: Int32Array
  levels: string[]
}

const firstCapacity = 1024

/** Collects one column: as numbers until its first text, as levels from then on. */
export class ColumnValues {
  readonly #name: string
  readonly #decimalMark: DecimalMark
  #values = new Float64Array(firstCapacity)
  #codes: Int32Array<ArrayBuffer> | undefined
  readonly #levels = new Map<string, number>()
  #rows = 0
  #present = 0

  constructor(name: string, decimalMark: DecimalMark) {
    this.#name = name
    this.#decimalMark = decimalMark
  }

  get isEmpty(): boolean {
    return this.#present === 0
  }

  add(cell: string | undefined): void {
    const value = cell === undefined || cell === '' ? Number.NaN : parseNumber(cell, this.#decimalMark)
    const text = Number.isNaN(value) && cell !== undefined && !isMissing(cell) ? cell.trim() : undefined
    if (text !== undefined && !this.#codes) this.#becomeCategorical()
    if (!Number.isNaN(value) || text !== undefined) this.#present++
    if (this.#codes) this.#pushCode(this.#codes, text ?? (Number.isNaN(value) ? undefined : String(value)))
    else this.#pushValue(value)
  }

  #pushValue(value: number): void {
    if (this.#rows === this.#values.length) this.#values = new Float64Array(resized(this.#values, this.#rows * 2))
    this.#values[this.#rows++] = value
  }

  #pushCode(codes: Int32Array<ArrayBuffer>, level: string | undefined): void {
    if (this.#rows === codes.length) this.#codes = new Int32Array(resized(codes, this.#rows * 2))
    const all = this.#codes ?? codes
    all[this.#rows++] = level === undefined ? -1 : this.#codeOf(level)
  }

  #codeOf(level: string): number {
    const known = this.#levels.get(level)
    if (known !== undefined) return known
    this.#levels.set(detached(level), this.#levels.size)
    return this.#levels.size - 1
  }

  #becomeCategorical(): void {
    const codes = new Int32Array(this.#values.length)
    for (let i = 0; i < this.#rows; i++) {
      const value = this.#values[i] ?? Number.NaN
      codes[i] = Number.isNaN(value) ? -1 : this.#codeOf(String(value))
    }
    this.#codes = codes
    this.#values = new Float64Array(resized(this.#values, 0))
  }

  /** Once: the values are handed over. */
  finish(): NumericColumn | CategoricalColumn {
    const name = this.#name
    if (!this.#codes) return { name, kind: 'numeric', values: new Float64Array(resized(this.#values, this.#rows)) }
    const codes = new Int32Array(resized(this.#codes, this.#rows))
    return { name, kind: 'categorical', codes, levels: [...this.#levels.keys()] }
  }
}

/** The array's memory with room for so many elements. The old memory goes at once: the collector would let it add up. */
const resized = (
  { buffer, BYTES_PER_ELEMENT }: Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
  length: number,
): ArrayBuffer => buffer.transfer(length * BYTES_PER_ELEMENT)
