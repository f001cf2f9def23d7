import type { RankedVariable } from '@alavanca/analysis'
import { directionCodes, limits, rankingAnswer } from '@alavanca/contract'
import { expect, test } from 'vitest'
import { directionSentence } from './direction.ts'
import { toWireRanking } from './wire.ts'

const variable = (name: string): RankedVariable => ({
  name,
  kind: 'numeric',
  score: 0.5,
  shapMeanAbs: 2.5,
  shapNorm: 1,
  gainShare: 0.4,
  gainNorm: 0.8,
  direction: 'decreases',
})

test('every figure has its name on the wire', () => {
  expect(JSON.parse(toWireRanking([variable('umidade')], 'refugo'))).toEqual([
    {
      feature: 'umidade',
      score_final: 0.5,
      importance_shap_mean_abs: 2.5,
      importance_native: 0.4,
      shap_norm: 1,
      native_norm: 0.8,
      direction: 'Quando umidade aumenta, refugo tende a diminuir.',
      direction_code: 'decreases',
    },
  ])
})

test('a ranking too large for a client is cut behind its best', () => {
  const long = Array.from({ length: 9_000 }, (_, i) => variable(`${i}${'ç'.repeat(990)}`))
  const text = toWireRanking(long, 'y')
  const items = rankingAnswer.parse(JSON.parse(text))
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limits.rankingBytes)
  expect(Buffer.byteLength(text)).toBeGreaterThan(limits.rankingBytes * 0.99)
  expect(items.map(({ feature }) => feature)).toEqual(long.slice(0, items.length).map(({ name }) => name))
})

test('every direction is a sentence of association that names both', () => {
  const sentences = directionCodes.map((code) => directionSentence(code, 'vazão', 'refugo'))
  expect(new Set(sentences).size).toBe(directionCodes.length)
  for (const sentence of sentences) {
    expect(sentence).toMatch(/^(?=.*vazão)(?=.*refugo).*\.$/)
    expect(sentence).not.toMatch(/causa|melhor|pior|provoca/i)
  }
})
