/** Catalogue keys for the signs a file is written with. */
const delimiters = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe', ' ': 'space' } as const
const marks = { ',': 'comma', '.': 'point' } as const

const lookUp = <Words extends Record<string, string>>(words: Words, sign: string): Words[keyof Words] | 'other' => {
  const known = Object.entries(words).find(([key]) => key === sign)
  return (known?.[1] as Words[keyof Words] | undefined) ?? 'other'
}

export const delimiterWord = (sign: string) => lookUp(delimiters, sign)
export const markWord = (sign: string) => lookUp(marks, sign)

export const encodingWords = {
  'utf-8': 'utf8',
  'windows-1252': 'windows1252',
  'utf-16le': 'utf16le',
  'utf-16be': 'utf16be',
} as const
