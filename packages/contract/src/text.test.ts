import { expect, test } from 'vitest'
import { codePoints, safeName, toSafeText } from './text.ts'

test.each([
  ['Extrusora 3', true],
  ['ação ⚙️ 😀 &?#%', true],
  ['עברית', true],
  ['😀'.repeat(16), true],
  ['😀'.repeat(17), false],
  ['', false],
  ['   ', false],
  ['a\0b', false],
  ['a\nb', false],
  ['\ud800', false],
])('%j as a name of at most 16 characters: %s', (name, accepted) => {
  expect(safeName(16).safeParse(name).success).toBe(accepted)
})

test('foreign text is made storable and short, never refused', () => {
  expect(toSafeText('a\0\ud800b', 10)).toBe('a\uFFFD\uFFFDb')
  expect(codePoints(toSafeText('😀'.repeat(50), 10))).toBe(10)
})
