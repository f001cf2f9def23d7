import type { Dialect } from './dialect.ts'
import { isValidUtf8 } from './encoding.ts'

/** Bytes that are no text in the file's encoding; `before` is the text up to them. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError'
  readonly before: string

  constructor(before: string) {
    super('Bytes do not fit the encoding')
    this.before = before
  }
}

const bomLength = { 'utf-8': 3, 'utf-16le': 2, 'utf-16be': 2, 'windows-1252': 3 }

/**
 * Decodes a file block by block. A file that was plain ASCII as far as it was sniffed is decided at its first other
 * byte: UTF-8 if that begins a valid character, windows-1252 otherwise.
 */
export class TextStream {
  #decoder: TextDecoder
  #undecided: boolean
  #skip: number
  #held: Uint8Array = new Uint8Array(0)

  constructor({ encoding, bom }: Pick<Dialect, 'encoding' | 'bom'>, sampleIsAscii: boolean) {
    this.#decoder = new TextDecoder(encoding, { fatal: encoding !== 'windows-1252', ignoreBOM: true })
    this.#undecided = encoding === 'utf-8' && sampleIsAscii
    this.#skip = bom ? bomLength[encoding] : 0
  }

  get encoding(): Dialect['encoding'] {
    return this.#decoder.encoding as Dialect['encoding']
  }

  /** @throws UndecodableError */
  push(block: Uint8Array, last: boolean): string {
    const bytes = this.#skip > 0 ? block.subarray(this.#skip) : block
    this.#skip = 0
    return this.#undecided ? this.#decide(bytes, last) : this.#decode(bytes, last)
  }

  #decide(block: Uint8Array, last: boolean): string {
    const bytes = this.#held.length > 0 ? concat(this.#held, block) : block
    this.#held = new Uint8Array(0)
    const first = firstNonAscii(bytes)
    if (first === -1) return this.#decode(bytes, last)
    // A character has at most four bytes: with fewer at hand, wait for the next block.
    if (bytes.length - first < 4 && !last) {
      this.#held = bytes.slice(first)
      return this.#decode(bytes.subarray(0, first), false)
    }
    this.#undecided = false
    if (!beginsWithCharacter(bytes.subarray(first))) this.#decoder = new TextDecoder('windows-1252')
    return this.#decode(bytes, last)
  }

  #decode(bytes: Uint8Array, last: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream: !last })
    } catch {
      const tolerant = new TextDecoder(this.#decoder.encoding, { ignoreBOM: true }).decode(bytes)
      throw new UndecodableError(tolerant.slice(0, Math.max(0, tolerant.indexOf('\uFFFD'))))
    }
  }
}

/** Index of the first byte that is not ASCII, or -1. */
export const firstNonAscii = (bytes: Uint8Array): number => {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] ?? 0) >= 0x80) return i
  return -1
}

const beginsWithCharacter = (bytes: Uint8Array): boolean =>
  [2, 3, 4].some((length) => bytes.length >= length && isValidUtf8(bytes.subarray(0, length), true))

const concat = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
