import fc from 'fast-check'
import pg from 'pg'
import { expect, test } from 'vitest'
import { readTimestamp } from './timestamp.ts'

const asPg = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date | number

/** As PostgreSQL writes it, which leaves zeros at the end out. */
const write = (date: Date, offset: string): string =>
  date
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '')
    .replace(/\.?0+$/, '') + offset

test('reads timestamps exactly as pg does', () => {
  const date = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(date, fc.constantFrom('+00', '-03', '+05:30', '-02:30:45'), (at, offset) => {
      const text = write(at, offset)
      expect(readTimestamp(text)).toEqual(asPg(text))
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  '2026-11-25 16:46:04.557+00',
  '2026-11-25 16:46:04.55+00',
  '2026-11-25 16:46:04+00',
  '2026-11-25 16:46:04.557123+00',
  '0099-01-01 00:00:00+00',
  '12026-11-25 16:46:04.55+00',
  '0044-03-15 12:00:00+00 BC',
  '0044-03-15 12:00:00.12+00 BC',
  'infinity',
  '-infinity',
])('%s', (text) => {
  expect(readTimestamp(text)).toEqual(asPg(text))
})
