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
  #codes: Int32Array | undefined
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
    if (this.#rows === this.#values.length) this.#values = grown(this.#values, new Float64Array(this.#rows * 2))
    this.#values[this.#rows++] = value
  }

  #pushCode(codes: Int32Array, level: string | undefined): void {
    if (this.#rows === codes.length) this.#codes = grown(codes, new Int32Array(this.#rows * 2))
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
    this.#values = new Float64Array(0)
  }

  finish(): NumericColumn | CategoricalColumn {
    const name = this.#name
    return this.#codes
      ? { name, kind: 'categorical', codes: this.#codes.slice(0, this.#rows), levels: [...this.#levels.keys()] }
      : { name, kind: 'numeric', values: this.#values.slice(0, this.#rows) }
  }
}

const grown = <A extends Float64Array | Int32Array>(from: A, into: A): A => {
  into.set(from)
  return into
}
