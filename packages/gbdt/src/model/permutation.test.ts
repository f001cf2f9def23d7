import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { frozenCases } from '../../test/frozen.ts'
import { type Column, Crew, type Model, type PermutationOptions, Random, train } from '../index.ts'

const ROWS = 5000

/** The target takes ten times as much from column 0 as from column 2, a little from category 3, and nothing from 1. */
function table(seed: number, rows = ROWS) {
  const random = new Random(seed)
  const columns: Column[] = [0, 1, 2].map(() => Float64Array.from({ length: rows }, () => random.unit()))
  columns.push(Int32Array.from({ length: rows }, () => random.below(5) - 1))
  const target = Float64Array.from(
    { length: rows },
    (_, i) => 10 * columns[0]![i]! + columns[2]![i]! + (columns[3]![i] === 2 ? 1 : 0) + 0.3 * random.unit(),
  )
  return { columns, target }
}

function meanSquare(target: Float64Array, predicted: Float64Array): number {
  return target.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0) / target.length
}

const variance = (target: Float64Array): number => {
  const mean = target.reduce((a, b) => a + b) / target.length
  return meanSquare(target, new Float64Array(target.length).fill(mean))
}

/** As defined: shuffle a copy of the column, predict everything anew. */
function byDefinition(model: Model, columns: readonly Column[], target: Float64Array, repeats: number, seed: number) {
  const random = new Random(seed)
  const order = Int32Array.from(target.keys())
  const plain = meanSquare(target, model.predict(columns))
  const drops = columns.map((): number[] => [])
  for (let repeat = 0; repeat < repeats; repeat++) {
    random.shuffle(order)
    columns.forEach((column, f) => {
      const moved = columns.with(
        f,
        column.map((_, i) => column[order[i]!]!),
      )
      drops[f]!.push((meanSquare(target, model.predict(moved)) - plain) / variance(target))
    })
  }
  return { r2: 1 - plain / variance(target), drops }
}

describe('permutation importance', () => {
  const { columns, target } = table(1)
  const model = train(columns, target, { rounds: 12, learningRate: 0.4, columnSample: 0.7 })
  const fresh = table(2)

  it('is how much R² falls when a column is shuffled, in several blocks of rows', () => {
    const { r2, drop, deviation } = model.permutationImportance(fresh.columns, fresh.target, { repeats: 3, seed: 4 })
    const expected = byDefinition(model, fresh.columns, fresh.target, 3, 4)
    expect(r2).toBeCloseTo(expected.r2, 12)
    expected.drops.forEach((drops, f) => {
      const mean = drops.reduce((a, b) => a + b) / 3
      expect(drop[f]).toBeCloseTo(mean, 12)
      expect(deviation[f]).toBeCloseTo(Math.sqrt(drops.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3), 12)
    })
  })

  it('is what the target owes the feature: twice its variance over that of the target', () => {
    const { drop } = model.permutationImportance(fresh.columns, fresh.target)
    const all = variance(fresh.target)
    // A shuffled column of independent values adds its own variance and loses it: 100/12, 1/12 and a category of 1 in 5.
    ;[100 / 12, 0, 1 / 12, 0.16].forEach((own, f) => expect(drop[f]! * all).toBeCloseTo(2 * own, f === 0 ? 0 : 1))
  })

  it('is the same for the same seed, wherever the columns stand, and another for another seed', () => {
    const run = (seed: number) => model.permutationImportance(fresh.columns, fresh.target, { repeats: 2, seed })
    expect(run(5)).toEqual(run(5))
    expect(run(5).drop).not.toEqual(run(6).drop)
    const order = [2, 0, 3, 1]
    const moved = (list: readonly Column[]) => order.map((f) => list[f]!)
    const other = train(moved(columns), target, { rounds: 12, learningRate: 0.4, columnSample: 0.7 })
    const { drop } = other.permutationImportance(moved(fresh.columns), fresh.target, { repeats: 2, seed: 5 })
    order.forEach((f, k) => expect(drop[k]).toBe(run(5).drop[f]))
  })

  it('is exactly 0 for a feature in no split, and leaves the columns as they were', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(frozenCases)), fc.integer(), (name, seed) => {
        const { columns: some, target: values, options } = frozenCases[name]!
        const small = train(some, values, { ...options, rounds: 2, maxDepth: 2 })
        const before = structuredClone(some)
        const { drop, deviation } = small.permutationImportance(some, values, { repeats: 1, seed })
        expect(some).toEqual(before)
        small.importance('splits').forEach((count, f) => {
          if (count === 0) expect([drop[f], deviation[f]]).toEqual([0, 0])
        })
      }),
      { numRuns: 30 },
    )
  })

  it('bears targets of any size, and a constant one', () => {
    for (const size of [1e-300, 1e300]) {
      const scaled = fresh.target.map((value) => value * size)
      const big = train(fresh.columns, scaled, { rounds: 5, learningRate: 0.5 }).permutationImportance(
        fresh.columns,
        scaled,
      )
      expect(big.r2).toBeGreaterThan(0.8)
      expect(big.drop[0]).toBeGreaterThan(1)
    }
    const column = Float64Array.of(1, 2, 3)
    const same = Float64Array.of(5, 5, 5)
    const flat = train([column], same).permutationImportance([column], same)
    expect(flat).toEqual({ r2: 1, drop: Float64Array.of(0), deviation: Float64Array.of(0) })
  })

  it('tells how far it is, and stops on abort, with the reason', () => {
    const seen: number[] = []
    const controller = new AbortController()
    const run = () =>
      model.permutationImportance(fresh.columns, fresh.target, {
        signal: controller.signal,
        onProgress: (done) => {
          seen.push(done)
          if (seen.length === 4) controller.abort(new Error('changed my mind'))
        },
      })
    expect(run).toThrow('changed my mind')
    expect(seen).toEqual([1024, 2048, 3072, 4096].map((rows) => rows / 25_000))
    expect(run).toThrow('changed my mind')
    expect(seen).toHaveLength(4)
  })

  it('refuses misuse at once', () => {
    expect(() => model.permutationImportance(fresh.columns, Float64Array.of(1))).toThrow(
      'target: expected 5000 rows, got 1',
    )
    expect(() => model.permutationImportance(fresh.columns.slice(1), fresh.target)).toThrow('expected 4 columns, got 3')
    expect(() => model.permutationImportance(fresh.columns, fresh.target, { repeats: 0 })).toThrow(
      'repeats: expected 1 to 1000000, got 0',
    )
    expect(() => model.permutationImportance(fresh.columns, fresh.target, { seed: 0.5 })).toThrow(
      'seed: expected a whole number, got 0.5',
    )
    expect(() => model.permutationImportance(fresh.columns, fresh.target, { weights: Float64Array.of(1) })).toThrow(
      'weights: expected 5000 rows, got 1',
    )
  })
})

describe('permutation importance by weight', () => {
  const { columns, target } = table(5, 60)
  const model = train(columns, target, { rounds: 8, learningRate: 0.5, maxDepth: 3 })
  const importance = (options: PermutationOptions) => model.permutationImportance(columns, target, options)

  it('takes no notice of weights of 1, to the last bit', () => {
    expect(importance({ weights: new Float64Array(60).fill(1) })).toEqual(importance({}))
  })

  it('leaves rows of weight 0 out, to the last bit', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Random(seed)
        const weights = Float64Array.from({ length: 60 }, () => (random.unit() < 0.4 ? 0 : random.unit() + 0.1))
        weights[7] = 1
        const isThere = (_: number, row: number) => weights[row] !== 0
        const others = columns.map((column) => column.filter(isThere))
        const left = { seed, weights: weights.filter(isThere) }
        expect(importance({ seed, weights })).toEqual(model.permutationImportance(others, target.filter(isThere), left))
      }),
      { numRuns: 30 },
    )
  })

  it('is that of repeated rows for whole weights: R² but for rounding, drops in the mean over many repeats', () => {
    const random = new Random(6)
    const weights = Float64Array.from({ length: 60 }, (_, row) => (row === 3 ? 40 : random.below(4)))
    const rows = [...weights.keys()].flatMap((row) => Array.from({ length: weights[row]! }, () => row))
    const repeated = columns.map((column) => {
      const values = rows.map((row) => column[row]!)
      return column instanceof Int32Array ? Int32Array.from(values) : Float64Array.from(values)
    })
    const repeats = 3000
    const byWeight = importance({ weights, repeats })
    const manyTargets = Float64Array.from(rows, (row) => target[row]!)
    const byRows = model.permutationImportance(repeated, manyTargets, { repeats, seed: 1 })
    expect(byWeight.r2).toBeCloseTo(byRows.r2, 12)
    byWeight.drop.forEach((drop, f) => {
      const error = Math.hypot(byWeight.deviation[f]!, byRows.deviation[f]!) / Math.sqrt(repeats)
      expect(Math.abs(drop - byRows.drop[f]!)).toBeLessThanOrEqual(5 * error)
    })
  })
})

describe('permutation importance with a crew', () => {
  const crews = [1, 2].map((size) => new Crew(size, () => new Worker(new URL('../../test/helper.ts', import.meta.url))))
  afterAll(() => crews.forEach((crew) => crew.close()))

  it('gives the same numbers, to the last bit, however many help', () => {
    // Rows enough for several rounds of tasks.
    const { columns, target } = table(7, 14_000)
    const random = new Random(8)
    const weights = target.map(() => random.below(3) * random.unit())
    const model = train(columns, target, { rounds: 6, learningRate: 0.5 })
    for (const options of [{}, { weights }]) {
      const alone = model.permutationImportance(columns, target, { ...options, repeats: 2 })
      for (const crew of crews) {
        expect(model.permutationImportance(columns, target, { ...options, repeats: 2, crew })).toEqual(alone)
      }
    }
  })

  it('tells how far it is, stops on abort, and is ready for the next', () => {
    const { columns, target } = table(9, 12_000)
    const model = train(columns, target, { rounds: 2 })
    const [crew] = crews
    const controller = new AbortController()
    const seen: number[] = []
    const onProgress = (done: number) => {
      seen.push(done)
      if (seen.length === 2) controller.abort(new Error('changed my mind'))
    }
    const run = () =>
      model.permutationImportance(columns, target, {
        repeats: 2,
        onProgress,
        signal: controller.signal,
        ...(crew && { crew }),
      })
    expect(run).toThrow('changed my mind')
    expect(seen).toEqual([8192 / 24_000, 0.5])
    const again = model.permutationImportance(columns, target, { repeats: 1, ...(crew && { crew }) })
    expect(again).toEqual(model.permutationImportance(columns, target, { repeats: 1 }))
  })
})
