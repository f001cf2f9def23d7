import type { DecimalMark } from './dialect.ts'
import { isMissing } from './missing.ts'
import { parseNumber } from './number.ts'
import type { Reservoir } from './reservoir.ts'

/** What is known of one column once the whole file was read. */
export interface CsvColumn {
  name: string
  /** `numeric`: every cell that is not missing is a number. `empty`: all cells are missing. */
  kind: 'numeric' | 'categorical' | 'empty'
  missing: number
  /** Different values, numbers by value and text as written; `distinctCapped` says that there are more. */
  distinct: number
  distinctCapped: boolean
  /** Of the numeric cells; null when there are none or the column is categorical. */
  min: number | null
  max: number | null
  mean: number | null
  /** Standard deviation of these cells themselves (the population's, divided by their count): 0 for a single one. */
  sd: number | null
  /** First cell that is neither missing nor a number, and its 1-based line. */
  firstText: { line: number; text: string } | null
}

const shownText = 200

/** A copy that does not keep the block alive it was cut from. */
export const detached = (text: string): string => ` ${text}`.slice(1)

/** Accumulates the profile of one column, cell by cell, in bounded memory. */
export class ColumnProfile {
  readonly #name: string
  readonly #decimalMark: DecimalMark
  readonly #cap: number
  readonly #values = new Set<number | string>()
  readonly #reservoir: Reservoir | undefined
  #capped = false
  #missing = 0
  #numbers = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY
  #mean = 0
  /** Sum of squared distances from the mean so far (Welford): stays exact where the numbers are large and close. */
  #squares = 0
  #firstText: { line: number; text: string } | null = null

  /** @param reservoir where a sample of the column's numbers is to be kept */
  constructor(name: string, decimalMark: DecimalMark, cap: number, reservoir?: Reservoir) {
    this.#name = name
    this.#decimalMark = decimalMark
    this.#cap = cap
    this.#reservoir = reservoir
  }

  add(cell: string | undefined, line: number): void {
    if (cell === undefined || cell === '') {
      this.#missing++
      return
    }
    const value = parseNumber(cell, this.#decimalMark)
    if (!Number.isNaN(value)) this.#addNumber(value)
    else if (isMissing(cell)) this.#missing++
    else this.#addText(cell, line)
  }

  #addNumber(value: number): void {
    this.#numbers++
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
    const distance = value - this.#mean
    this.#mean += distance / this.#numbers
    this.#squares += distance * (value - this.#mean)
    if (!this.#capped) this.#distinguish(value)
    this.#reservoir?.add(value)
  }

  #addText(cell: string, line: number): void {
    const text = cell.trim()
    this.#firstText ??= { line, text: detached(text.slice(0, shownText)) }
    if (!this.#capped) this.#distinguish(text)
  }

  #distinguish(value: number | string): void {
    if (this.#values.has(value)) return
    if (this.#values.size < this.#cap) this.#values.add(typeof value === 'string' ? detached(value) : value)
    else this.#capped = true
  }

  finish(): CsvColumn {
    const numeric = this.#firstText === null && this.#numbers > 0
    const sd = Math.sqrt(this.#squares / this.#numbers)
    return {
      name: this.#name,
      kind: numeric ? 'numeric' : this.#firstText ? 'categorical' : 'empty',
      missing: this.#missing,
      distinct: this.#values.size,
      distinctCapped: this.#capped,
      min: numeric ? this.#min : null,
      max: numeric ? this.#max : null,
      mean: numeric && Number.isFinite(this.#mean) ? this.#mean : null,
      sd: numeric && Number.isFinite(sd) ? sd : null,
      firstText: this.#firstText,
    }
  }
}
