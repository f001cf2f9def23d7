import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Column, type Model, Random, train, type TrainOptions } from './index.ts'
import { openModel } from './model/layout.ts'

function table(rows: number, seed = 1) {
  const random = new Random(seed)
  const columns: Column[] = [
    Float64Array.from({ length: rows }, () => random.unit()),
    Float64Array.from({ length: rows }, () => (random.unit() < 0.2 ? NaN : random.unit())),
    Int32Array.from({ length: rows }, () => random.below(6) - 1),
    Float64Array.from({ length: rows }, () => random.unit()),
  ]
  const target = Float64Array.from(
    { length: rows },
    (_, i) =>
      10 * columns[0]![i]! +
      (Number.isNaN(columns[1]![i]!) ? 4 : 0) +
      [3, 0, 5, 1, 2, 4][columns[2]![i]! + 1]! +
      random.unit() * 0.1,
  )
  return { columns, target }
}

function rSquared(target: Float64Array, predicted: Float64Array): number {
  const mean = target.reduce((a, b) => a + b) / target.length
  const squares = (of: (i: number) => number) => target.reduce((sum, value, i) => sum + (value - of(i)) ** 2, 0)
  return 1 - squares((i) => predicted[i]!) / squares(() => mean)
}

const bytes = (model: Model) => new Uint8Array(model.buffer)

describe('training', () => {
  it('learns numbers, absence and categories well enough to predict new rows', () => {
    const { columns, target } = table(2000)
    const fresh = table(500, 2)
    for (const options of [{}, { growth: 'leaf' }, { rowSample: 0.5, columnSample: 0.5 }] satisfies TrainOptions[]) {
      const model = train(columns, target, { rounds: 150, ...options })
      expect(rSquared(fresh.target, model.predict(fresh.columns))).toBeGreaterThan(0.99)
      const gain = model.importance('gain')
      expect(gain[3]! * 2).toBeLessThan(Math.min(gain[0]!, gain[1]!, gain[2]!))
    }
  })

  it('gives the same bytes for the same seed, others for another', () => {
    const { columns, target } = table(300)
    const run = (seed: number) => bytes(train(columns, target, { rounds: 20, rowSample: 0.7, columnSample: 0.5, seed }))
    expect(run(3)).toEqual(run(3))
    expect(run(3)).not.toEqual(run(4))
  })

  it('gives the same model wherever the columns stand, sampling included', () => {
    const { columns, target } = table(300)
    const options = { rounds: 40, rowSample: 0.7, columnSample: 0.5, seed: 5 }
    const model = train(columns, target, options)
    const order = [2, 0, 3, 1]
    const moved = order.map((f) => columns[f]!)
    const other = train(moved, target, options)
    expect(other.predict(moved)).toEqual(model.predict(columns))
    const shap = model.shap(columns)
    const movedShap = other.shap(moved)
    for (let row = 0; row < 300; row++) order.forEach((f, k) => expect(movedShap[row * 4 + k]).toBe(shap[row * 4 + f]))
    order.forEach((f, k) => expect(other.importance('gain')[k]).toBe(model.importance('gain')[f]))
  })

  it('does not care about the scale or direction of a numeric column', () => {
    const { columns, target } = table(300)
    const options = { rounds: 30, seed: 1 }
    const stretched = [columns[0]!.map((x) => 2 ** 40 * x), ...columns.slice(1)]
    expect(train(stretched, target, options).predict(stretched)).toEqual(
      train(columns, target, options).predict(columns),
    )
  })

  it('keeps its R² on targets near 1e300, near 1e-300 and on a large offset', () => {
    const { columns, target } = table(500)
    const plain = rSquared(target, train(columns, target).predict(columns))
    for (const [offset, size] of [
      [0, 1e300],
      [0, 1e-300],
      [1e9, 1],
      [-3e307, 1e306],
    ] as const) {
      const scaled = target.map((value) => offset + value * size)
      const model = train(columns, scaled)
      const back = model.predict(columns).map((value) => (value - offset) / size)
      // Offset 1e9 leaves 7 digits of a variation of 1.
      expect(rSquared(target, back)).toBeCloseTo(plain, 4)
      const shap = model.shap(columns)
      expect(shap.every((value) => Number.isFinite(value))).toBe(true)
      expect(model.importance('gain').every((value) => value >= 0 && value < 100)).toBe(true)
    }
  })

  it('stops when validation rows get no better, and keeps the best round', () => {
    const { columns, target } = table(200)
    const noise = table(200, 9)
    const losses: number[] = []
    const model = train(columns, target, {
      rounds: 500,
      validation: { columns: noise.columns, target: noise.target, patience: 10 },
      onRound: ({ validationLoss }) => losses.push(validationLoss!),
    })
    expect(losses.length).toBeLessThan(500)
    expect(model.trees).toBe(losses.length - 10)
    expect(losses[model.trees - 1]).toBe(Math.min(...losses))
  })

  it('measures the validation loss it reports', () => {
    const { columns, target } = table(200)
    const fresh = table(50, 3)
    let last = 0
    const model = train(columns, target, {
      rounds: 5,
      validation: { columns: fresh.columns, target: fresh.target, patience: 5 },
      onRound: ({ validationLoss }) => (last = validationLoss!),
    })
    expect(model.trees).toBe(5)
    const predicted = model.predict(fresh.columns)
    const loss = fresh.target.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0) / 100
    // Relative to the square of a power of two.
    expect(Math.log2(loss / last) % 2).toBeCloseTo(0, 9)
  })

  it('reports every round and stops on abort, with the reason', () => {
    const { columns, target } = table(100)
    const rounds: number[] = []
    const controller = new AbortController()
    const run = () =>
      train(columns, target, {
        rounds: 50,
        signal: controller.signal,
        onRound: ({ round }) => {
          rounds.push(round)
          if (round === 3) controller.abort(new Error('changed my mind'))
        },
      })
    expect(run).toThrow('changed my mind')
    expect(rounds).toEqual([1, 2, 3])
  })

  it('survives any numbers: the prediction is finite and SHAP adds up', () => {
    const cell = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 5e-324, 1.7e308))
    const anyTable = fc.integer({ min: 1, max: 12 }).chain((rows) =>
      fc.record({
        columns: fc.array(
          fc.oneof(
            fc.array(cell, { minLength: rows, maxLength: rows }).map((list) => Float64Array.from(list)),
            fc
              .array(fc.integer({ min: -2, max: 300 }), { minLength: rows, maxLength: rows })
              .map((list) => Int32Array.from(list)),
          ),
          { minLength: 1, maxLength: 4 },
        ),
        target: fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { minLength: rows, maxLength: rows }),
      }),
    )
    fc.assert(
      fc.property(anyTable, ({ columns, target }) => {
        const model = train(columns, Float64Array.from(target), { rounds: 5, learningRate: 0.5 })
        const predicted = model.predict(columns)
        const shap = model.shap(columns)
        const largest = Math.max(...target.map(Math.abs))
        predicted.forEach((value, row) => {
          expect(Number.isFinite(value)).toBe(true)
          const sum = shap
            .subarray(row * columns.length, (row + 1) * columns.length)
            .reduce((a, b) => a + b, model.bias)
          expect(Math.abs(sum - value)).toBeLessThanOrEqual(largest * 1e-12 + 1e-320)
        })
      }),
    )
  })

  it('grows each tree on its share of rows and columns', () => {
    const { columns, target } = table(400)
    const wide = [...columns, ...columns.map((column) => column.toReversed())]
    const model = openModel(train(wide, target, { rounds: 12, rowSample: 0.3, columnSample: 0.25, seed: 4 }).buffer)
    const used = [...model.roots].map((root, t) => {
      expect(model.cover[root]).toBe(120)
      const end = t + 1 < model.roots.length ? model.roots[t + 1] : model.feature.length
      return new Set(model.feature.subarray(root, end))
    })
    // Two of eight columns a tree, and not always the same.
    for (const features of used) expect(features.size).toBeLessThanOrEqual(2)
    expect(new Set(used.flatMap((features) => [...features])).size).toBeGreaterThan(4)
  })

  it('cuts numbers into so many bins, and pools categories of fewer rows', () => {
    const { columns, target } = table(400)
    const cuts = (maxBins: number) => {
      const [first = new Float64Array(0)] = columns
      const { threshold } = openModel(train([first], target, { rounds: 20, maxBins }).buffer)
      return new Set(threshold).size
    }
    expect(cuts(5)).toBeLessThanOrEqual(4)
    expect(cuts(255)).toBeGreaterThan(20)
    // Categories 2 and 3 have two rows each.
    const codes = Int32Array.from({ length: 24 }, (_, i) => (i < 20 ? i % 2 : 2 + (i % 2)))
    const values = Float64Array.from(codes, (code) => [0, 1, 5, 9][code]!)
    const predicted = (levelRows: number) =>
      train([codes], values, { rounds: 50, lambda: 0, categoryLambda: 0, categorySmoothing: 0, levelRows }).predict([
        Int32Array.of(2, 3),
      ])
    expect(new Set(predicted(2)).size).toBe(2)
    expect(new Set(predicted(3)).size).toBe(1)
  })

  it('does nothing for a signal aborted beforehand', () => {
    const signal = AbortSignal.abort(new Error('too late'))
    // Binning would refuse this code.
    expect(() => train([Int32Array.of(5_000_000)], Float64Array.of(1), { signal })).toThrow('too late')
  })

  it("makes no split that gains less than its share of the target's sum of squares, whatever the unit", () => {
    // The one split there is removes 3/4 of the squares: 10 rows apart by 1 at either side of the mean, and noise of ±1/√3.
    const column = Float64Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : 1))
    for (const unit of [1, 1e200, 1e-200]) {
      const target = Float64Array.from(
        column,
        (x, i) => unit * (7 + (x === 0 ? -1 : 1) + (i % 2 === 0 ? 1 : -1) / Math.sqrt(3)),
      )
      const splits = (minGain: number) =>
        train([column], target, { rounds: 1, lambda: 0, minGain }).importance('splits')[0]
      expect(splits(0.749)).toBe(1)
      expect(splits(0.751)).toBe(0)
    }
  })

  it('ignores columns that are constant or missing throughout', () => {
    const { columns, target } = table(100)
    const dead = [
      new Float64Array(100).fill(NaN),
      new Float64Array(100).fill(7),
      new Int32Array(100).fill(-1),
      new Int32Array(100).fill(2),
    ]
    const model = train([...columns, ...dead], target, { rounds: 20 })
    expect([...model.importance('splits').subarray(4)]).toEqual([0, 0, 0, 0])
  })

  it('reads numbers of 32 bits as the doubles they are equal to', () => {
    const { columns, target } = table(3000, 12)
    const single = columns.map((column) => (column instanceof Int32Array ? column : Float32Array.from(column)))
    const double = single.map((column) => (column instanceof Int32Array ? column : Float64Array.from(column)))
    const model = train(single, target, { rounds: 20 })
    expect(bytes(model)).toEqual(bytes(train(double, target, { rounds: 20 })))
    expect(model.predict(single)).toEqual(model.predict(double))
    expect(model.shap(single)).toEqual(model.shap(double))
  })

  it('handles more categories than bins', () => {
    const random = new Random(6)
    const codes = Int32Array.from({ length: 5000 }, (_, i) => (i % 2 === 0 ? random.below(20) : random.below(2000)))
    const target = Float64Array.from(codes, (code) => (code < 20 ? code % 4 : 1.5))
    const model = train([codes], target, { rounds: 50 })
    expect(rSquared(target, model.predict([codes]))).toBeGreaterThan(0.95)
  })

  it('refuses misuse at once, saying what it expected and what it got', () => {
    const x = Float64Array.of(1, 2, 3)
    const y = Float64Array.of(1, 2, 3)
    expect(() => train([], y)).toThrow('expected at least one column, got none')
    expect(() => train([x, Float64Array.of(1)], y)).toThrow('column 1: expected 3 rows, got 1')
    expect(() => train([x], Float64Array.of(1))).toThrow('target: expected 3 rows, got 1')
    expect(() => train([x], Float64Array.of(1, NaN, 2))).toThrow('target: expected finite numbers, got NaN in row 1')
    expect(() => train([new Float64Array(0)], new Float64Array(0))).toThrow(
      'target: expected at least one row, got none',
    )
    // @ts-expect-error plain arrays are not columns
    expect(() => train([[1, 2, 3]], y)).toThrow(
      'column 0: expected a Float64Array, Float32Array or Int32Array, got object',
    )
    // @ts-expect-error nor targets
    expect(() => train([x], [1, 2, 3])).toThrow('target: expected a Float64Array, got object')
    expect(() => train([x], y, { validation: { columns: [x, x], target: y } })).toThrow(
      'validation: expected 1 columns, got 2',
    )
    expect(() => train([x], y, { validation: { columns: [Int32Array.of(1, 2, 3)], target: y } })).toThrow(
      'validation column 0: expected a numeric column as in training, got Int32Array',
    )
    expect(() => train([x], y, { validation: { columns: [x], target: y, patience: 0 } })).toThrow(
      'patience: expected at least 1, got 0',
    )
    expect(() => train([x], y, { validation: { columns: [x], target: Float64Array.of(1) } })).toThrow(
      'target: expected 3 rows, got 1',
    )
  })
})
