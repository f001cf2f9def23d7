import type { Delimiter } from './dialect.ts'
import { CsvError } from './errors.ts'
import { maxRecordLength, maxStrayQuotes } from './limits.ts'

/** Whole records, each ended by one `\n`, and the 1-based line on which each begins. */
export interface RecordBatch {
  text: string
  lines: number[]
}

const countLines = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0

/**
 * Cuts text into whole records and unifies their line ends (`\r\n`, `\n`, `\r`, also mixed), minding quotes. It tells
 * where records end and no more: reading their cells is the parser's work, and both hold the same rules for quotes
 * (a quote opens a cell only at its very start; it closes one only before a delimiter or line end, white space between
 * them allowed; any other quote is text).
 */
export class RecordSplitter {
  readonly #delimiter: Delimiter
  readonly #spaces: RegExp
  #pending = ''
  #line = 1
  /** Where scanning of `#pending` goes on, and whether that is inside quotes. */
  #at = 0
  #quoted = false
  #stray = 0

  constructor(delimiter: Delimiter) {
    this.#delimiter = delimiter
    this.#spaces = delimiter === '\t' ? /[^\S\r\n\t]*/y : /[^\S\r\n]*/y
  }

  /** The line on which the text seen so far ends. */
  get endLine(): number {
    return this.#line + countLines(this.#pending)
  }

  /** @throws CsvError `record_too_long`, `quotes` */
  push(text: string, last: boolean): RecordBatch {
    this.#pending += text
    const batch = this.#quoted || this.#pending.includes('"') ? this.#scan(last) : this.#cut(last)
    this.#refuseLong(this.#pending.length)
    return batch
  }

  /** Text without a quote: every line is a record. */
  #cut(last: boolean): RecordBatch {
    let text = this.#pending
    // A carriage return at the very end may be half of a line end.
    const held = !last && text.endsWith('\r') ? '\r' : ''
    if (held) text = text.slice(0, -1)
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
    if (last && text !== '' && !text.endsWith('\n')) text += '\n'
    const end = text.lastIndexOf('\n') + 1
    this.#pending = text.slice(end) + held
    this.#at = 0
    return this.#batchOfLines(text.slice(0, end))
  }

  #batchOfLines(text: string): RecordBatch {
    const lines: number[] = []
    for (let start = 0; start < text.length;) {
      const end = text.indexOf('\n', start)
      this.#refuseLong(end - start)
      lines.push(this.#line++)
      start = end + 1
    }
    return { text, lines }
  }

  #scan(last: boolean): RecordBatch {
    const records: string[] = []
    const lines: number[] = []
    let start = 0
    for (let end = this.#recordEnd(start, last); end !== -1; end = this.#recordEnd(start, last)) {
      const record = this.#pending.slice(start, end)
      this.#refuseLong(record.length)
      records.push(record, '\n')
      lines.push(this.#line)
      this.#line += 1 + (record.includes('\n') || record.includes('\r') ? countLines(record) : 0)
      start = end + (this.#pending.startsWith('\r\n', end) ? 2 : 1)
      this.#at = start
      this.#stray = 0
    }
    this.#pending = this.#pending.slice(start)
    this.#at = Math.max(0, this.#at - start)
    return { text: records.join(''), lines }
  }

  /** Index at which the record that begins at `start` ends, or -1 when that is not known yet. */
  #recordEnd(start: number, last: boolean): number {
    const text = this.#pending
    for (;;) {
      if (this.#quoted) {
        if (!this.#passQuoted(last)) return -1
        continue
      }
      const quote = indexOrEnd(text, '"', this.#at)
      const end = lineEnd(text, this.#at, quote)
      if (end !== -1 && !(end === text.length - 1 && text[end] === '\r' && !last)) return end
      if (end !== -1 || quote === text.length) {
        if (end === -1) this.#at = text.length
        return last && start < text.length ? text.length : -1
      }
      this.#at = quote + 1
      this.#quoted = quote === start || text[quote - 1] === this.#delimiter
    }
  }

  /** Moves behind the next quote inside a quoted cell; false when more text is needed to judge it. */
  #passQuoted(last: boolean): boolean {
    const text = this.#pending
    const quote = text.indexOf('"', this.#at)
    if (quote === -1) {
      if (last) throw this.#quotes('a quote is opened and never closed')
      this.#at = text.length
      return false
    }
    if (text[quote + 1] === '"') {
      this.#at = quote + 2
      return true
    }
    const next = this.#ends(text[quote + 1]) ? quote + 1 : this.#behindSpaces(quote + 1)
    if (next === text.length && !last) {
      this.#at = quote
      return false
    }
    const closes = next === text.length || this.#ends(text[next])
    this.#quoted = !closes
    this.#at = closes ? next : quote + 1
    if (!closes && ++this.#stray > maxStrayQuotes) throw this.#quotes('quotes stand inside a quoted cell undoubled')
    return true
  }

  /** Whether a character ends a cell. */
  #ends(character: string | undefined): boolean {
    return character === this.#delimiter || character === '\n' || character === '\r'
  }

  #behindSpaces(from: number): number {
    this.#spaces.lastIndex = from
    return from + (this.#spaces.exec(this.#pending)?.[0].length ?? 0)
  }

  #quotes(what: string): CsvError {
    const message = `In the record that begins on line ${this.#line} ${what}; close or double the quotes there.`
    return new CsvError('quotes', message, { line: this.#line })
  }

  #refuseLong(length: number): void {
    if (length <= maxRecordLength) return
    const message =
      `The record that begins on line ${this.#line} is longer than ${maxRecordLength} characters; ` +
      'check its line ends and quotes.'
    throw new CsvError('record_too_long', message, { line: this.#line })
  }
}

const indexOrEnd = (text: string, wanted: string, from: number): number => {
  const index = text.indexOf(wanted, from)
  return index === -1 ? text.length : index
}

/** First line end in `text` from `from` to before `to`, or -1. */
const lineEnd = (text: string, from: number, to: number): number => {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code === 10 || code === 13) return i
  }
  return -1
}
