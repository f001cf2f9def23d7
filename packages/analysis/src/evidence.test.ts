import { expect, it } from 'vitest'
import { draws } from '../test/tables.ts'
import { evidence, evidenceOf, evidenceOfAll } from './evidence.ts'

const { normal } = draws(4)

it('is high where the target follows the effect, below 0 where noise was fitted', () => {
  const noise = normal(300)
  const effect = normal(300)
  // The effect is real: what is left after it is noise.
  expect(evidence(noise, effect)).toBeGreaterThan(5)
  // The effect is invented: what is left is noise minus the invention.
  expect(
    evidence(
      noise.map((value, i) => value - (effect[i] ?? 0)),
      effect,
    ),
  ).toBeLessThan(-5)
})

it('exceeds 2 for a weak invention about as rarely as chance allows', () => {
  let claims = 0
  for (let trial = 0; trial < 400; trial++) {
    const effect = normal(50).map((value) => 0.05 * value)
    const residual = normal(50).map((value, i) => value - (effect[i] ?? 0))
    if (evidence(residual, effect) > 2) claims++
  }
  // One in forty would be ten.
  expect(claims).toBeLessThan(20)
})

it('is 0 for a feature without effect, and finite or infinite but never NaN at the ends of the range', () => {
  expect(evidence(normal(10), new Float64Array(10))).toBe(0)
  expect(evidence(new Float64Array(10), new Float64Array(10))).toBe(0)
  expect(evidence(new Float64Array(10), new Float64Array(10).fill(1))).toBe(Infinity)
  const [residual, effect] = [normal(50), normal(50)]
  const plain = evidence(residual, effect)
  expect(
    evidence(
      residual.map((value) => value * 1e300),
      effect.map((value) => value * 1e300),
    ),
  ).toBeCloseTo(plain, 9)
})

it('reads each feature from its column, over all parts', () => {
  const part = { residual: Float64Array.of(1, -1, 2), shap: Float64Array.of(1, 0, -2, 0, 1, 0) }
  const [first, second] = evidenceOf([part, part], 2)
  expect(first).toBeCloseTo(evidence(Float64Array.of(1, -1, 2, 1, -1, 2), Float64Array.of(1, -2, 1, 1, -2, 1)), 12)
  expect(second).toBe(0)
  expect(evidenceOfAll([part], 2)).toBeCloseTo(evidence(part.residual, Float64Array.of(1, -2, 1)), 12)
})
