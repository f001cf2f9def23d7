/** Bits of a digit; three digits make a word of 32 bits. */
const DIGIT = 11
const MASK = 2 ** DIGIT - 1

/** Below this, counting digits takes longer than comparing. */
const FEW = 2048

/** Numbers that go where those sorted go, and as many places, overwritten. */
export interface Along {
  values: Float64Array
  spare: Float64Array
}

/**
 * Sorts numbers in place, -0 before 0, as `values.sort()` does, by the digits of their bits, lowest first. Equal ones
 * keep their order.
 * @param values no NaN
 * @param spare as many places, overwritten
 */
export function sortNumbers(values: Float64Array, spare: Float64Array, along: Along | null = null): Float64Array {
  const count = values.length
  if (count < FEW && !along) return values.sort()
  let from = wordsOf(values, count)
  let to = wordsOf(spare, count)
  let alongFrom = along && along.values
  let alongTo = along && along.spare
  turnSigns(from)
  const starts = new Int32Array(MASK + 1)
  for (let pass = 0; pass < 6; pass++) {
    const word = pass < 3 ? 0 : 1
    const shift = (pass % 3) * DIGIT
    if (!countDigits(from, word, shift, starts)) continue
    if (alongFrom && alongTo) moveAlong(alongFrom, alongTo, from, word, shift, starts.slice())
    for (let i = 0; i < 2 * count; i += 2) {
      const digit = (from[i + word]! >>> shift) & MASK
      const at = starts[digit]!
      starts[digit] = at + 1
      to[2 * at] = from[i]!
      to[2 * at + 1] = from[i + 1]!
    }
    ;[from, to] = [to, from]
    ;[alongFrom, alongTo] = [alongTo, alongFrom]
  }
  turnSignsBack(from)
  if (from.buffer === values.buffer && from.byteOffset === values.byteOffset) return values
  values.set(spare.subarray(0, count))
  along?.values.set(along.spare.subarray(0, count))
  return values
}

const wordsOf = ({ buffer, byteOffset }: Float64Array, count: number): Uint32Array =>
  new Uint32Array(buffer, byteOffset, 2 * count)

/** Moves what goes along by the digits of the numbers in `words`. */
function moveAlong(
  from: Float64Array,
  to: Float64Array,
  words: Uint32Array,
  word: number,
  shift: number,
  starts: Int32Array,
): void {
  for (let i = 0; 2 * i < words.length; i++) {
    const digit = (words[2 * i + word]! >>> shift) & MASK
    const at = starts[digit]!
    starts[digit] = at + 1
    to[at] = from[i]!
  }
}

/** Where the numbers of each digit start; false when all have the same one. */
function countDigits(words: Uint32Array, word: number, shift: number, starts: Int32Array): boolean {
  starts.fill(0)
  for (let i = word; i < words.length; i += 2) {
    const digit = (words[i]! >>> shift) & MASK
    starts[digit] = starts[digit]! + 1
  }
  let sum = 0
  for (let digit = 0; digit <= MASK; digit++) {
    const count = starts[digit]!
    if (2 * count === words.length) return false
    starts[digit] = sum
    sum += count
  }
  return true
}

/** Turns the bits of numbers into whole numbers of the same order: negative ones are written with their size first. */
function turnSigns(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 2) {
    const high = words[i + 1]!
    const negative = high >>> 31
    words[i] = words[i]! ^ -negative
    words[i + 1] = high ^ (negative === 1 ? -1 : 0x80000000)
  }
}

function turnSignsBack(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 2) {
    const high = words[i + 1]!
    const positive = high >>> 31
    words[i] = words[i]! ^ (positive - 1)
    words[i + 1] = high ^ (positive === 1 ? 0x80000000 : -1)
  }
}
