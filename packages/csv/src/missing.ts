/**
 * What stands for "no value", compared without case and without surrounding white space: nothing, pandas' own list,
 * dashes and question marks, Excel's errors in English and Portuguese, and infinities (a division by zero upstream).
 */
export const missingTexts: readonly string[] = [
  '',
  '-',
  '--',
  '?',
  'na',
  'n/a',
  '<na>',
  'nan',
  '-nan',
  'null',
  'none',
  'nil',
  'n/d',
  's/d',
  '#na',
  '#n/a',
  '#n/a n/a',
  '#n/d',
  '#null!',
  '#nulo!',
  '#div/0!',
  '#value!',
  '#valor!',
  '#ref!',
  '#name?',
  '#nome?',
  '#num!',
  '#núm!',
  '1.#ind',
  '-1.#ind',
  '1.#qnan',
  '-1.#qnan',
  'inf',
  '+inf',
  '-inf',
  'infinity',
  '+infinity',
  '-infinity',
]

const missing = new Set(missingTexts)
/** Code units that such a text can begin with, so that most cells are told apart by their first character. */
const firsts = new Set(
  missingTexts.flatMap((text) => [text, text.toUpperCase(), ' ']).map((text) => text.charCodeAt(0)),
)
const longest = Math.max(...missingTexts.map((text) => text.length))

/** Whether a cell holds no value; see {@link missingTexts}. */
export const isMissing = (cell: string): boolean => {
  if (cell === '') return true
  const first = cell.charCodeAt(0)
  if (first > 0x20 && first < 0x80 && !firsts.has(first)) return false
  const text = cell.trim()
  return text.length <= longest && missing.has(text.toLowerCase())
}
