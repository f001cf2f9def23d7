import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toIso } from './iso-date.ts'

test('writes every date as toISOString does', () => {
  const near = fc.date({ min: new Date(-86_400_000), max: new Date(86_400_000), noInvalidDate: true })
  fc.assert(
    fc.property(fc.oneof(fc.date({ noInvalidDate: true }), near), (date) => {
      expect(toIso(date)).toBe(date.toISOString())
    }),
    { numRuns: 2_000 },
  )
})
