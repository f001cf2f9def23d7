import { expect, it } from 'vitest'
import { rank } from './rank.ts'

const ROWS = 60
const HELD = 20
const rows = Int32Array.from({ length: ROWS }, (_, i) => i)
const rising = Float64Array.from(rows, (row) => row % 20)
const codes = Int32Array.from(rows, (row) => row % 3)

/** A table of effects: `held` in the rows held out, `learned` in the others, times the row's place in its twenty. */
function explained(effects: { held: number; learned: number }[], evidence: number[], gain: number[]) {
  const width = effects.length
  const shap = new Float64Array(ROWS * width)
  for (let row = 0; row < ROWS; row++) {
    effects.forEach(({ held, learned }, f) => {
      shap[row * width + f] = (row < HELD ? held : learned) * ((row % 20) - 9.5)
    })
  }
  const features = effects.map((_, f) =>
    f === 2
      ? { name: 'level', kind: 'categorical' as const, data: codes }
      : { name: `x${f}`, kind: 'numeric' as const, data: rising },
  )
  return { features, rows, shap, held: HELD, evidence, gain: Float64Array.from(gain) }
}

it('ranks by mean |SHAP| on held-out rows alone, with shares of the sum and of the largest', () => {
  const effects = [
    { held: 1, learned: 90 },
    { held: -3, learned: -3 },
    { held: 4, learned: 0 },
  ]
  const ranking = rank(explained(effects, [9, 9, 9], [6, 2, 8]))
  expect(ranking.map(({ name }) => name)).toEqual(['level', 'x1', 'x0'])
  // The mean distance from the middle of twenty is 5.
  expect(ranking[1]?.shapMeanAbs).toBeCloseTo(15, 12)
  expect(ranking.map(({ score }) => score)).toEqual([0.5, 0.375, 0.125].map((share) => expect.closeTo(share, 12)))
  expect(ranking.map(({ shapNorm }) => shapNorm)).toEqual([1, 0.75, 0.25].map((share) => expect.closeTo(share, 12)))
  expect(ranking.map(({ gainShare }) => gainShare)).toEqual([0.5, 0.125, 0.375])
  expect(ranking.map(({ gainNorm }) => gainNorm)).toEqual([1, 0.25, 0.75])
  expect(ranking.map(({ direction }) => direction)).toEqual(['categorical', 'decreases', 'increases'])
})

it('claims no direction without evidence or influence', () => {
  const effects = [
    { held: 1, learned: 1 },
    { held: 0.004, learned: 0.004 },
    { held: 1, learned: 1 },
  ]
  const ranking = rank(explained(effects, [1.9, 9, 1.9], [1, 1, 1]))
  expect(new Set(ranking.map(({ direction }) => direction))).toEqual(new Set(['none']))
})

it('gives shares of 0 where nothing has influence, the better gain first, then by name', () => {
  const still = { held: 0, learned: 0 }
  const ranking = rank(explained([still, still, still], [0, 0, 0], [0, 5, 0]))
  expect(ranking.map(({ name }) => name)).toEqual(['x1', 'level', 'x0'])
  expect(ranking.every(({ score, shapNorm }) => score === 0 && shapNorm === 0)).toBe(true)
})
