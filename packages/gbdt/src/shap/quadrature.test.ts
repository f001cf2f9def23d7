import { expect, it } from 'vitest'
import { distance, exactIntegral, type Step } from '../../test/exact.ts'
import { Random } from '../random.ts'
import { gaussLegendre } from './quadrature.ts'

it('integrates x^k over [0, 1] exactly up to degree 2n - 1, and no further', () => {
  for (const count of [1, 2, 3, 5, 8, 16, 32]) {
    const { points, weights } = gaussLegendre(count)
    const integral = (degree: number) => points.reduce((sum, x, i) => sum + weights[i]! * x ** degree, 0)
    for (let degree = 0; degree < 2 * count; degree++)
      expect(Math.abs(integral(degree) - 1 / (degree + 1))).toBeLessThan(1e-14)
    // The error of the first degree beyond falls about 16-fold a point; below 1e-16 it cannot be seen.
    expect(Math.abs(integral(2 * count) - 1 / (2 * count + 1))).toBeGreaterThan(count <= 5 ? 1e-8 : -1)
  }
})

it('keeps its points inside the interval, in order, with positive weights', () => {
  const { points, weights } = gaussLegendre(32)
  points.forEach((x, i) => expect(x).toBeGreaterThan(i === 0 ? 0 : points[i - 1]!))
  expect(points.at(-1)).toBeLessThan(1)
  expect(weights.every((weight) => weight > 0)).toBe(true)
})

it('gives the weight of a path with d features by ⌈d/2⌉ points, against exact rationals', () => {
  const random = new Random(18)
  for (let features = 1; features <= 48; features++) {
    const steps = Array.from({ length: features }, (): Step => {
      const met = 1 + random.below(1000)
      return { kept: BigInt(random.below(met + 1)), met: BigInt(met), follows: random.unit() < 0.5 }
    })
    const others = steps.slice(1)
    const { points, weights } = gaussLegendre(Math.ceil(features / 2))
    const factor = ({ kept, met, follows }: Step, t: number) =>
      (Number(kept) / Number(met)) * (1 - t) + (follows ? t : 0)
    const integral = points.reduce(
      (sum, t, i) => sum + weights[i]! * others.reduce((product, step) => product * factor(step, t), 1),
      0,
    )
    const exact = exactIntegral(others)
    // Relative: every factor is positive inside the interval, so nothing cancels.
    expect(distance(exact, integral), `${features} features`).toBeLessThanOrEqual(1e-13 * integral)
  }
})
