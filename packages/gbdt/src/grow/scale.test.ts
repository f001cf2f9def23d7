import { expect, it } from 'vitest'
import { fitScale, restoreSize, restoreValue, standardiseInto } from './scale.ts'

it('brings any target to mean 0 and a spread of about 1, and back', () => {
  const pattern = [1, 2, 3, 5, 8, 13, -4]
  for (const [offset, size] of [
    [0, 1],
    [1e9, 1],
    [0, 1e300],
    [0, 1e-300],
    [-1e305, 1e304],
    [0, 5e-324],
    [3, 0],
  ] as const) {
    const target = Float64Array.from(pattern, (value) => offset + value * size)
    const scale = fitScale(target)
    const standard = standardiseInto(target, scale, new Float64Array(target.length))
    const mean = standard.reduce((a, b) => a + b) / target.length
    const spread = Math.max(...standard.map(Math.abs))
    // An offset of 1e9 leaves a spread of 1 some 1e-7 of rounding.
    expect(Math.abs(mean)).toBeLessThan(1e-6)
    // Subnormal targets cannot be scaled up all the way.
    expect(spread).toBeGreaterThanOrEqual(size === 0 || size < 1e-310 ? 0 : 0.99)
    expect(spread).toBeLessThan(2.01)
    standard.forEach((value, i) => {
      const error = Math.abs(restoreValue(value, scale) - target[i]!)
      expect(error).toBeLessThanOrEqual(Math.abs(target[i]!) * 1e-15 + Math.abs(size) * 1e-14)
    })
    expect(restoreSize(standard[1]! - standard[0]!, scale)).toBeCloseTo(target[1]! - target[0]!, 10)
  }
})
