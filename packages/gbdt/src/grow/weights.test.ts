import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frozenCases } from '../../test/frozen.ts'
import { type Column, Crew, type Model, Random, train, type TrainOptions } from '../index.ts'

const bytes = (model: Model) => Buffer.from(new Uint8Array(model.buffer))

interface Table {
  columns: Column[]
  target: Float64Array
}

/** Numbers with gaps, categories, and a target that depends on all of them; without ties. */
function table(rows: number, random: Random): Table {
  const columns: Column[] = [
    Float64Array.from({ length: rows }, () => random.unit()),
    Float64Array.from({ length: rows }, () => (random.unit() < 0.2 ? NaN : random.unit())),
    Int32Array.from({ length: rows }, () => random.below(6) - 1),
  ]
  const target = Float64Array.from(
    { length: rows },
    (_, i) =>
      3 * columns[0]![i]! + (columns[1]![i] || 2) + [0, 1, 5, 2, 3, 1][columns[2]![i]! + 1]! + 0.2 * random.unit(),
  )
  return { columns, target }
}

const take = ({ columns, target }: Table, rows: readonly number[]): Table => ({
  columns: columns.map((column) =>
    column instanceof Int32Array
      ? Int32Array.from(rows, (row) => column[row]!)
      : Float64Array.from(rows, (row) => column[row]!),
  ),
  target: Float64Array.from(rows, (row) => target[row]!),
})

const anySeed = fc.integer()
const anyOptions: fc.Arbitrary<TrainOptions> = fc.record({
  rounds: fc.constant(4),
  growth: fc.constantFrom('depth', 'leaf'),
  maxDepth: fc.constantFrom(2, 5),
  maxBins: fc.constantFrom(16, 255),
  minRows: fc.constantFrom(1, 5),
  rowSample: fc.constantFrom(0.5, 1),
  columnSample: fc.constantFrom(0.6, 1),
  levelRows: fc.constantFrom(1, 9),
  seed: fc.integer(),
})

const largestGap = (a: ArrayLike<number>, b: Float64Array) =>
  b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i]!)), 0)

/** As `toEqual`, which takes for ever to say how a million numbers differ. */
const sameBits = (a: Float64Array, b: Float64Array): boolean => Buffer.from(a.buffer).equals(Buffer.from(b.buffer))

describe('a row of weight 0', () => {
  it('might as well be absent: the model is the same to the last byte', () => {
    fc.assert(
      fc.property(anySeed, anyOptions, (seed, options) => {
        const random = new Random(seed)
        const all = table(150, random)
        // Absent rows may hold anything.
        const weights = Float64Array.from({ length: 150 }, () => (random.unit() < 0.3 ? 0 : 0.1 + random.unit() * 5))
        weights[7] = 0
        weights[8] = 1
        all.target[7] = 1e12
        all.columns[2]![7] = 900
        const there = [...weights.keys()].filter((row) => weights[row]! > 0)
        const few = take(all, there)
        const fewWeights = Float64Array.from(there, (row) => weights[row]!)
        const model = train(all.columns, all.target, { ...options, weights })
        const other = train(few.columns, few.target, { ...options, weights: fewWeights })
        expect(bytes(model).equals(bytes(other))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('does not count in validation either', () => {
    const random = new Random(51)
    const { columns, target } = table(300, random)
    const fresh = table(100, random)
    const weights = Float64Array.from({ length: 100 }, (_, i) => (i < 50 ? 2 : 0))
    const first = take(fresh, [...Array(50).keys()])
    const losses: (number | null)[] = []
    const run = (validation: TrainOptions['validation'] & object) => {
      losses.length = 0
      const onRound: TrainOptions['onRound'] = ({ validationLoss }) => losses.push(validationLoss)
      const model = train(columns, target, { rounds: 60, validation: { ...validation, patience: 5 }, onRound })
      return { model: bytes(model).toString('base64'), losses: [...losses] }
    }
    const noisy = fresh.target.map((value, i) => (i < 50 ? value : value + 100 * random.unit()))
    const weighted = run({ columns: fresh.columns, target: noisy, weights })
    const absent = run(first)
    expect(weighted.model).toBe(absent.model)
    expect(largestGap(weighted.losses as number[], Float64Array.from(absent.losses as number[]))).toBeLessThan(1e-15)
  })
})

describe('a whole weight', () => {
  it('is so many rows alike: the same splits and covers, and the same values but for rounding', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const random = new Random(seed)
        // More values than bins: quantiles must go by weight.
        const all = table(400, random)
        const weights = Float64Array.from({ length: 400 }, () => 1 + random.below(4))
        const repeated = take(
          all,
          [...weights].flatMap((weight, row) => Array.from({ length: weight }, () => row)),
        )
        // Nodes large enough that no two cuts part the same rows.
        const options: TrainOptions = { rounds: 5, maxDepth: 3, minChildWeight: 60, lambda: 2.5 }
        const model = train(all.columns, all.target, { ...options, weights })
        const other = train(repeated.columns, repeated.target, options)
        for (const kind of ['splits', 'cover'] as const) expect(model.importance(kind)).toEqual(other.importance(kind))
        expect(largestGap(model.importance('gain'), other.importance('gain'))).toBeLessThan(1e-9)
        expect(largestGap(model.predict(all.columns), other.predict(all.columns))).toBeLessThan(1e-12)
        expect(largestGap(model.shap(all.columns), other.shap(all.columns))).toBeLessThan(1e-12)
        expect(model.bias).toBeCloseTo(other.bias, 12)
      }),
      { numRuns: 25 },
    )
  })

  it.each(Object.entries(frozenCases))(
    'of 1 changes nothing: predictions and SHAP values are the same to the last bit: %s',
    (_, { columns, target, options }) => {
      const few = { ...options, rounds: Math.min(options.rounds ?? 8, 8) }
      const plain = train(columns, target, few)
      const weighted = train(columns, target, { ...few, weights: new Float64Array(target.length).fill(1) })
      const some = columns.map((column) => column.subarray(0, 2000))
      expect(sameBits(weighted.predict(columns), plain.predict(columns))).toBe(true)
      expect(sameBits(weighted.shap(some), plain.shap(some))).toBe(true)
      expect(weighted.importance('cover')).toEqual(plain.importance('cover'))
    },
  )
})

describe('training with weights', () => {
  it('takes the split of greatest gain and gives its leaves what they are owed, by the definition', () => {
    fc.assert(
      fc.property(anySeed, fc.constantFrom(0, 3), fc.boolean(), (seed, lambda, isCategorical) => {
        const random = new Random(seed)
        const rows = 60
        const codes = Int32Array.from({ length: rows }, () => random.below(7) - 1)
        const numbers = Float64Array.from({ length: rows }, () => (random.unit() < 0.2 ? NaN : random.below(12)))
        const column = isCategorical ? codes : numbers
        // Some values weigh much more than others: means must be by weight.
        const weights = Float64Array.from(column, (value) => (0.5 + random.unit()) * (value % 2 === 0 ? 20 : 1))
        const levels = Array.from({ length: 12 }, () => 3 * random.unit())
        const target = Float64Array.from(column, (value) => (levels[value] ?? 1) + random.unit())
        const model = train([column], target, {
          weights,
          rounds: 1,
          maxDepth: 1,
          learningRate: 1,
          lambda,
          minChildWeight: 0,
          categoryLambda: 0,
          categorySmoothing: 0,
        })
        const total = weights.reduce((a, b) => a + b)
        const mean = target.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total
        const side = (isIn: (row: number) => boolean) => {
          const of = [...weights.keys()].filter(isIn)
          const slope = of.reduce((sum, i) => sum + weights[i]! * (mean - target[i]!), 0)
          const weight = of.reduce((sum, i) => sum + weights[i]!, 0)
          return { score: weight > 0 ? slope ** 2 / (weight + lambda) : 0, value: mean - slope / (weight + lambda) }
        }
        const gainOf = (left: (row: number) => boolean) => side(left).score + side((row) => !left(row)).score
        const predicted = model.predict([column])
        const isLeft = (row: number) => predicted[row] === predicted[0]
        // λ = 0 is where sorted categories are provably optimal (Fisher 1958).
        let best = 0
        for (const missingLeft of [true, false]) {
          for (let k = -1; k < (isCategorical ? 64 : 12); k++) {
            const goes = (x: number) => (isCategorical ? ((k >> x) & 1) === 1 : x <= k)
            const isMissing = (x: number) => Number.isNaN(x) || (isCategorical && x < 0)
            best = Math.max(
              best,
              gainOf((row) => (isMissing(column[row]!) ? missingLeft : goes(column[row]!))),
            )
          }
        }
        if (!isCategorical || lambda === 0) expect(gainOf(isLeft)).toBeCloseTo(best, 8)
        predicted.forEach((value, row) => {
          expect(value).toBeCloseTo(side((other) => isLeft(other) === isLeft(row)).value, 10)
        })
        expect(model.bias).toBeCloseTo(predicted.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total, 10)
      }),
      { numRuns: 100 },
    )
  })

  it('counts rows for minRows, whatever their weight, and weight for minChildWeight', () => {
    const column = Float64Array.of(1, 2, 3, 4, 5, 6)
    const target = Float64Array.of(9, 0, 0, 0, 0, 0)
    const weights = Float64Array.of(2, 0.5, 1, 1, 1, 1)
    const leftOf = (options: TrainOptions) => {
      const model = train([column], target, { rounds: 1, maxDepth: 1, weights, ...options })
      const predicted = model.predict([column])
      return model.importance('splits')[0] === 0 ? 0 : predicted.filter((value) => value === predicted[0]).length
    }
    expect(leftOf({ minChildWeight: 0 })).toBe(1)
    expect(leftOf({ minRows: 2, minChildWeight: 0 })).toBe(2)
    expect(leftOf({ minChildWeight: 2 })).toBe(1)
    expect(leftOf({ minChildWeight: 2.25 })).toBe(2)
    expect(leftOf({ minChildWeight: 2.75 })).toBe(3)
    expect(leftOf({ minChildWeight: 3.25 })).toBe(0)
    expect(leftOf({ minRows: 4 })).toBe(0)
  })

  it('goes with the heavier side where no row was missing', () => {
    const column = Float64Array.of(1, 2, 2, 2)
    const target = Float64Array.of(0, 1, 1, 1)
    const missing = (weights?: Float64Array) => {
      const model = train([column], target, { rounds: 1, lambda: 0, learningRate: 1, ...(weights && { weights }) })
      return model.predict([Float64Array.of(NaN)])[0]
    }
    expect(missing()).toBe(1)
    expect(missing(Float64Array.of(4, 1, 1, 1))).toBe(0)
  })

  it('is a matter of proportion: all weights twice as large with λ and the like are the same model', () => {
    const { columns, target } = table(300, new Random(52))
    const random = new Random(53)
    const weights = Float64Array.from({ length: 300 }, () => random.unit() * 2)
    for (const size of [2 ** -40, 2 ** 40]) {
      const scaled: TrainOptions = {
        rounds: 10,
        lambda: size,
        minChildWeight: 3 * size,
        categoryLambda: 5 * size,
        categorySmoothing: 2 * size,
      }
      const model = train(columns, target, { ...scaled, weights: weights.map((weight) => weight * size) })
      const other = train(columns, target, {
        rounds: 10,
        minChildWeight: 3,
        categoryLambda: 5,
        categorySmoothing: 2,
        weights,
      })
      expect(model.predict(columns)).toEqual(other.predict(columns))
    }
  })

  it('bears weights as far apart as they may be', () => {
    const { columns, target } = table(200, new Random(54))
    for (const weights of [
      target.map((_, i) => (i % 2 === 0 ? 1e-100 : 1e100)),
      target.map(() => 1e-100),
      target.map(() => 1e100),
      target.map((_, i) => (i === 3 ? 1 : 1e-9)),
    ]) {
      for (const lambda of [0, 1]) {
        const model = train(columns, target, { rounds: 5, lambda, minChildWeight: 0, weights })
        const predicted = model.predict(columns)
        const shap = model.shap(columns)
        predicted.forEach((value, row) => {
          const sum = shap.subarray(row * 3, row * 3 + 3).reduce((a, b) => a + b, model.bias)
          expect(sum).toBeCloseTo(value, 9)
        })
      }
    }
  })

  it('gives the same bytes on any number of threads', () => {
    const crew = new Crew(2, () => new Worker(new URL('../../test/helper.ts', import.meta.url)))
    try {
      for (const name of ['mixed', 'sampled', 'leafWise'] as const) {
        const { columns, target, options } = frozenCases[name]!
        const random = new Random(55)
        const weights = target.map(() => random.below(4) * random.unit())
        const weighted = { ...options, rounds: 5, weights }
        expect(bytes(train(columns, target, { ...weighted, crew }))).toEqual(bytes(train(columns, target, weighted)))
      }
    } finally {
      crew.close()
    }
  })

  it('refuses weights that are none', () => {
    const column = Float64Array.of(1, 2)
    const run = (weights: Float64Array) => () => train([column], column, { weights })
    expect(run(Float64Array.of(1))).toThrow('weights: expected 2 rows, got 1')
    expect(run(Float64Array.of(1, -1))).toThrow('weights: expected 0, or 1e-100 to 1e+100, got -1 in row 1')
    expect(run(Float64Array.of(NaN, 1))).toThrow('weights: expected 0, or 1e-100 to 1e+100, got NaN in row 0')
    expect(run(Float64Array.of(1, 1e-200))).toThrow('got 1e-200 in row 1')
    expect(run(Float64Array.of(0, 0))).toThrow('weights: expected one above 0 at least, got none')
    // @ts-expect-error plain arrays are no weights
    expect(run([1, 1])).toThrow('weights: expected a Float64Array, got object')
    const validation = { columns: [column], target: column, weights: Float64Array.of(0, 0) }
    expect(() => train([column], column, { validation })).toThrow('validation weights: expected one above 0 at least')
  })
})
