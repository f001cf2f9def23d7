import { expect, test } from 'vitest'
import { callback, callbackOutcome, rankingItem, readExtraFields, readWireDate } from './wire.ts'

test.each([
  ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
  [1_700_000_000, '2023-11-14T22:13:20.000Z'],
  [1_700_000_000.5, '2023-11-14T22:13:20.500Z'],
  [1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
  ['1700000000', '2023-11-14T22:13:20.000Z'],
  ['soon', undefined],
  [-8.64e15, undefined],
  ['-271821-04-20T00:00:00Z', undefined],
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
  ['not completed', 'failed'],
  ['unsuccessful', 'failed'],
  ['oom', 'failed'],
  ['treinamento falhou', 'failed'],
  ['training', 'progress'],
  ['started', 'progress'],
  ['in_progress', 'progress'],
])('the status %s means %s', (status, outcome) => {
  expect(callbackOutcome({ status })).toBe(outcome)
})

test('an unknown word is progress only beside what tells how far the training is', () => {
  expect(callbackOutcome({ status: 'epoch 3', progress: 0.3 })).toBe('progress')
  expect(callbackOutcome({ status: 'epoch 3', stage: 'boosting' })).toBe('progress')
  expect(callbackOutcome({ status: 'training failed', progress: 0.3 })).toBe('failed')
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
  expect(rankingItem.parse({ feature: 'a', direction: 5, score_final: 'x' })).toEqual({
    feature: 'a',
    direction: null,
    score_final: null,
  })
  expect(callback.safeParse({ model_id: '3', status: 'completed' }).success).toBe(false)
  expect(callback.safeParse({ model_id: 3, status: '' }).success).toBe(false)
})

test('extra fields are those the schema does not name, as JSON text', () => {
  expect(readExtraFields({ a: 1, b: { c: [2] } }, new Set(['a']))).toEqual([{ name: 'b', json: '{"c":[2]}' }])
})
