import { expect, test } from 'vitest'
import { tooFewOpenFiles } from './open-files.ts'

test('more connections than files are noticed, as many as a small server has are not', () => {
  expect(tooFewOpenFiles(0)).toBeUndefined()
  // Where the limit is a number at all, nobody sets it to thousands of millions.
  expect(tooFewOpenFiles(Number.MAX_SAFE_INTEGER) ?? Infinity).toBeGreaterThan(200)
})
