import { describe, expect, it } from 'vitest'
import { draws } from '../test/tables.ts'
import { directionOf } from './direction.ts'

const { gauss, normal } = draws(3)
const values = normal(400)
const effect = (of: (x: number) => number) => values.map(of)

describe('direction', () => {
  it('is told through noise', () => {
    expect(
      directionOf(
        values,
        effect((x) => 2 * x + 0.5 * gauss()),
      ),
    ).toBe('increases')
    expect(
      directionOf(
        values,
        effect((x) => -2 * x + 0.5 * gauss()),
      ),
    ).toBe('decreases')
    expect(
      directionOf(
        values,
        effect((x) => (x > 1 ? 1 : 0) + 0.1 * gauss()),
      ),
    ).toBe('increases')
    expect(
      directionOf(
        values,
        effect((x) => Math.exp(-x)),
      ),
    ).toBe('decreases')
  })

  it('is not claimed for an optimum', () => {
    expect(
      directionOf(
        values,
        effect((x) => x * x),
      ),
    ).toBe('nonmonotonic')
    expect(
      directionOf(
        values,
        effect((x) => -Math.abs(x)),
      ),
    ).toBe('nonmonotonic')
    expect(
      directionOf(
        values,
        effect((x) => Math.sin(4 * x)),
      ),
    ).toBe('nonmonotonic')
  })

  it('is not claimed where the effect depends on something else', () => {
    expect(
      directionOf(
        values,
        effect((x) => x * gauss()),
      ),
    ).toBe('nonmonotonic')
  })

  it('is not claimed where absence is what acts', () => {
    const gaps = values.map((x, i) => (i % 4 === 0 ? NaN : x))
    expect(
      directionOf(
        gaps,
        gaps.map((x) => (Number.isNaN(x) ? 3 : -1 + 0.1 * x)),
      ),
    ).toBe('nonmonotonic')
  })

  it('is told for a column of two values, and across gaps', () => {
    const binary = values.map((x) => (x > 0 ? 1 : 0))
    expect(
      directionOf(
        binary,
        binary.map((x) => 3 * x + 0.3 * gauss()),
      ),
    ).toBe('increases')
    const gaps = values.map((x, i) => (i % 4 === 0 ? NaN : x))
    expect(
      directionOf(
        gaps,
        gaps.map((x) => (Number.isNaN(x) ? 0 : x)),
      ),
    ).toBe('increases')
  })

  it('does not depend on the unit of the effect', () => {
    for (const size of [1e300, 1e-300])
      expect(
        directionOf(
          values,
          effect((x) => size * Math.atan(x)),
        ),
      ).toBe('increases')
  })

  it('is not claimed without effect, values or rows', () => {
    expect(
      directionOf(
        values,
        effect(() => 0),
      ),
    ).toBe('nonmonotonic')
    expect(directionOf(Float64Array.of(NaN, NaN), Float64Array.of(1, 2))).toBe('nonmonotonic')
    expect(directionOf(new Float64Array(0), new Float64Array(0))).toBe('nonmonotonic')
  })
})
