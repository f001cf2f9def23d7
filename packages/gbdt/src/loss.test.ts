import { expect, it } from 'vitest'
import { squaredError } from './loss.ts'

const target = Float64Array.of(1, 4, 7)

it('starts from the mean, where the gradients cancel', () => {
  const start = squaredError.start(target)
  const gradient = target.map((value) => squaredError.slope(value, start))
  expect(start).toBe(4)
  expect(gradient.reduce((a, b) => a + b)).toBe(0)
})

it('has the gradient its mean loss has', () => {
  const raw = Float64Array.of(2, 2, 2)
  const step = 1e-6
  raw.forEach((value, i) => {
    const up = raw.with(i, value + step)
    const down = raw.with(i, value - step)
    const slope = (squaredError.mean(target, up) - squaredError.mean(target, down)) / (2 * step)
    expect(slope * 3).toBeCloseTo(squaredError.slope(target[i]!, value), 6)
  })
})
