import { expect, it } from 'vitest'
import { resolveOptions, type TrainOptions } from './options.ts'

it('has defaults for everything', () => {
  expect(resolveOptions({})).toMatchObject({
    rounds: 200,
    learningRate: 0.1,
    growth: 'depth',
    maxDepth: 6,
    maxBins: 255,
    seed: 0,
  })
  expect(resolveOptions({ growth: 'leaf' })).toMatchObject({ maxLeaves: 31, maxDepth: 64 })
})

it('counts a weight of 1 per row', () => {
  expect(resolveOptions({ minChildWeight: 4.5, minRows: 2 }).minRows).toBe(5)
})

it('names the option, what it must be and what it was', () => {
  const wrong: [TrainOptions, string][] = [
    [{ rounds: 0 }, 'rounds: expected 1 to 1000000, got 0'],
    [{ rounds: 1.5 }, 'rounds: expected a whole number, got 1.5'],
    [{ learningRate: 0 }, 'learningRate: expected above 0 and at most 1, got 0'],
    [{ rowSample: 1.1 }, 'rowSample: expected above 0 and at most 1, got 1.1'],
    [{ columnSample: NaN }, 'columnSample: expected above 0 and at most 1, got NaN'],
    [{ maxBins: 256 }, 'maxBins: expected 2 to 255, got 256'],
    [{ lambda: -1 }, 'lambda: expected 0 to Infinity, got -1'],
    [{ maxDepth: 100 }, 'maxDepth: expected 1 to 64, got 100'],
    [{ seed: 0.5 }, 'seed: expected a whole number, got 0.5'],
  ]
  for (const [options, message] of wrong) expect(() => resolveOptions(options)).toThrow(new RangeError(message))
  // @ts-expect-error no such growth
  expect(() => resolveOptions({ growth: 'wide' })).toThrow("growth: expected 'depth' or 'leaf', got wide")
})
