import { expect, test } from 'vitest'
import { callback, callbackOutcome, rankingItem, readExtraFields, readWireDate } from './wire.ts'

test.each([
  ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
  [1_700_000_000, '2023-11-14T22:13:20.000Z'],
  [1_700_000_000.5, '2023-11-14T22:13:20.500Z'],
  [1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
  ['1700000000', '2023-11-14T22:13:20.000Z'],
  ['soon', undefined],
  [null, undefined],
  [undefined, undefined],
])('the date %j is read as %s', (value, expected) => {
  expect(readWireDate(value)?.toISOString()).toBe(expected)
})

test.each([
  ['completed', 'completed'],
  ['COMPLETED', 'completed'],
  ['success', 'completed'],
  ['failed', 'failed'],
  ['Error', 'failed'],
  ['ERRO', 'failed'],
  ['falhou', 'failed'],
  ['timeout', 'failed'],
  ['cancelled', 'failed'],
  ['training', 'progress'],
  ['started', 'progress'],
  ['incompleted', 'progress'],
])('the status %s means %s', (status, outcome) => {
  expect(callbackOutcome(status)).toBe(outcome)
})

test('unknown fields are kept, optional ones may miss, and what is no number counts as absent', () => {
  const body = callback.parse({
    model_id: 3,
    status: 'completed',
    metrics: { r2: 'high', mae: 1, run: 'x' },
    signed: true,
  })
  expect(body).toEqual({ model_id: 3, status: 'completed', metrics: { r2: null, mae: 1, run: 'x' }, signed: true })
  expect(rankingItem.parse({ feature: 'a' })).toEqual({ feature: 'a' })
  expect(callback.safeParse({ model_id: '3', status: 'completed' }).success).toBe(false)
  expect(callback.safeParse({ model_id: 3, status: '' }).success).toBe(false)
})

test('extra fields are those the schema does not name, as JSON text', () => {
  expect(readExtraFields({ a: 1, b: { c: [2] } }, new Set(['a']))).toEqual([{ name: 'b', json: '{"c":[2]}' }])
})
