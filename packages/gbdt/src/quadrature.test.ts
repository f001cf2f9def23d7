import { expect, it } from 'vitest'
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
