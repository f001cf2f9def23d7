import { expect, it } from 'vitest'
import { squaredError } from './loss.ts'

const target = Float64Array.of(1, 4, 7)
const weights = Float64Array.of(0, 1, 3)

it('starts from the mean, where the gradients cancel', () => {
  const start = squaredError.start(target, null)
  const gradient = target.map((value) => squaredError.slope(value, start))
  expect(start).toBe(4)
  expect(gradient.reduce((a, b) => a + b)).toBe(0)
})

it('starts from the mean by weight, where the weighted gradients cancel', () => {
  const start = squaredError.start(target, weights)
  expect(start).toBe((4 + 3 * 7) / 4)
  expect(target.reduce((sum, value, i) => sum + weights[i]! * squaredError.slope(value, start), 0)).toBe(0)
})

it.each([null, weights])('has the gradient its mean loss has, weights %s', (given) => {
  const raw = Float64Array.of(2, 2, 2)
  const step = 1e-6
  const total = given ? 4 : 3
  raw.forEach((value, i) => {
    const up = raw.with(i, value + step)
    const down = raw.with(i, value - step)
    const slope = (squaredError.mean(target, up, given) - squaredError.mean(target, down, given)) / (2 * step)
    expect(slope * total).toBeCloseTo((given ? given[i]! : 1) * squaredError.slope(target[i]!, value), 6)
  })
})
