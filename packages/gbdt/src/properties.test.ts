import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { at } from '../test/at.ts'
import { randomTree } from '../test/data.ts'
import { modelOf } from '../test/trees.ts'
import { applyMappers, fitMappers } from './bins/bins.ts'
import { type Column, Crew, Model, Random, train, type TrainOptions } from './index.ts'
import type { Tree } from './model/tree.ts'

const extremes = fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 5e-324, -2.2e-308, 1.7e308, 1, 1)
const anyNumber = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), extremes)

const anyColumn = (rows: number): fc.Arbitrary<Column> => {
  const exactly = { minLength: rows, maxLength: rows }
  return fc.oneof(
    fc.array(anyNumber, exactly).map((list) => Float64Array.from(list)),
    fc.array(fc.integer({ min: -2, max: 6 }), exactly).map((list) => Int32Array.from(list)),
    anyNumber.map((value) => new Float64Array(rows).fill(value)),
  )
}

/** Any table: extremes, gaps, constants, values and columns that repeat. */
const anyTable = fc.integer({ min: 1, max: 40 }).chain((rows) =>
  fc.record({
    columns: fc
      .array(anyColumn(rows), { minLength: 1, maxLength: 5 })
      .chain((columns) => fc.boolean().map((twice) => (twice ? [...columns, at(columns, 0).slice()] : columns))),
    target: fc
      .array(fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true, min: -1e300, max: 1e300 })), {
        minLength: rows,
        maxLength: rows,
      })
      .map((list) => Float64Array.from(list)),
  }),
)

const anyOptions: fc.Arbitrary<TrainOptions> = fc.record({
  rounds: fc.integer({ min: 1, max: 6 }),
  learningRate: fc.constantFrom(0.1, 0.5, 1),
  growth: fc.constantFrom('depth', 'leaf'),
  maxDepth: fc.integer({ min: 1, max: 7 }),
  maxBins: fc.constantFrom(2, 16, 255),
  minRows: fc.integer({ min: 1, max: 4 }),
  rowSample: fc.constantFrom(0.5, 1),
  columnSample: fc.constantFrom(0.5, 1),
  seed: fc.integer(),
})

const anySeed = fc.integer().map((seed) => new Random(seed))

/** Numbers without ties: which split is best is no matter of rounding. */
function smoothTable(rows: number, random: Random) {
  const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: rows }, () => random.unit()))
  const target = Float64Array.from(
    { length: rows },
    (_, i) => 3 * columns[0]![i]! + columns[1]![i]! * columns[2]![i]! + random.unit() * 0.2,
  )
  return { columns, target }
}

const crew = new Crew(2, () => new Worker(new URL('../test/helper.ts', import.meta.url)))
afterAll(() => crew.close())

describe('training on any table', () => {
  it('gives finite predictions, which SHAP values add up to', () => {
    fc.assert(
      fc.property(anyTable, anyOptions, ({ columns, target }, options) => {
        const model = train(columns, target, options)
        const predicted = model.predict(columns)
        const shap = model.shap(columns)
        const width = columns.length
        const largest = Math.max(...target.map(Math.abs))
        predicted.forEach((value, row) => {
          expect(Number.isFinite(value)).toBe(true)
          const parts = shap.subarray(row * width, (row + 1) * width)
          const sum = parts.reduce((a, b) => a + b, model.bias)
          // Relative to the target's size: leaf values are of that size, and may cancel.
          expect(Math.abs(sum - value)).toBeLessThanOrEqual(1e-12 * largest + 1e-320)
        })
      }),
      { numRuns: 200 },
    )
  })

  it('gives the same bytes on any number of threads', () => {
    fc.assert(
      fc.property(anyTable, anyOptions, ({ columns, target }, options) => {
        const alone = train(columns, target, options)
        const shared = train(columns, target, { ...options, crew })
        expect(new Uint8Array(shared.buffer)).toEqual(new Uint8Array(alone.buffer))
      }),
      { numRuns: 40 },
    )
  })

  it('predicts and explains the same wherever the columns stand', () => {
    fc.assert(
      fc.property(anyTable, anyOptions, anySeed, ({ columns, target }, options, random) => {
        const order = Int32Array.from(columns.keys())
        random.shuffle(order)
        const moved = [...order].map((f) => columns[f]!)
        const model = train(columns, target, options)
        const other = train(moved, target, options)
        expect(other.predict(moved)).toEqual(model.predict(columns))
        // Of columns that are alike once binned the first is used: that alone depends on where they stand.
        const shap = model.shap(columns)
        const movedShap = other.shap(moved)
        const mappers = fitMappers(columns, options.maxBins ?? 255)
        const { cells } = applyMappers(mappers, columns, target.length)
        const content = mappers.map((mapper, f) =>
          JSON.stringify([
            mapper.kind === 'numeric' ? [...new BigUint64Array(mapper.cuts.buffer)].join() : null,
            ...cells.subarray(f * target.length, (f + 1) * target.length),
          ]),
        )
        const same = (f: number) => [...columns.keys()].filter((g) => content[f] === content[g])
        for (let row = 0; row < target.length; row++) {
          order.forEach((f) => {
            const owed = (values: Float64Array, place: (g: number) => number) =>
              same(f).reduce((sum, g) => sum + values[row * columns.length + place(g)]!, 0)
            expect(owed(movedShap, (g) => order.indexOf(g))).toBe(owed(shap, (g) => g))
          })
        }
      }),
      { numRuns: 100 },
    )
  })

  it('takes no notice of a column that is missing throughout or constant, wherever it stands', () => {
    const dead = fc.constantFrom(NaN, 7, -Infinity)
    fc.assert(
      fc.property(anyTable, anyOptions, dead, fc.nat(5), ({ columns, target }, options, value, place) => {
        const all = { ...options, columnSample: 1 }
        const kind = place % 2 === 0 ? Float64Array : Int32Array
        const column = new kind(target.length).fill(kind === Int32Array && Number.isNaN(value) ? -1 : value)
        const f = Math.min(place, columns.length)
        const more = columns.toSpliced(f, 0, column)
        const model = train(more, target, all)
        expect(model.predict(more)).toEqual(train(columns, target, all).predict(columns))
        const shap = model.shap(more)
        for (let row = 0; row < target.length; row++) expect(shap[row * more.length + f]).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  it('predicts the same but for rounding in whatever order the rows stand, where no two splits are equally good', () => {
    fc.assert(
      fc.property(anySeed, (random) => {
        const { columns, target } = smoothTable(300, random)
        const order = Int32Array.from({ length: 300 }, (_, i) => i)
        random.shuffle(order)
        const moved = columns.map((column) => column.map((_, i) => column[order[i]!]!))
        const options: TrainOptions = { rounds: 5, maxDepth: 3, minRows: 20 }
        const model = train(columns, target, options)
        const other = train(
          moved,
          target.map((_, i) => target[order[i]!]!),
          options,
        )
        const predicted = model.predict(columns)
        other.predict(columns).forEach((value, i) => expect(Math.abs(value - predicted[i]!)).toBeLessThan(1e-12))
      }),
      { numRuns: 20 },
    )
  })
})

describe('SHAP values of any trees', () => {
  it('are 0, to the last bit, for a feature in no split', () => {
    fc.assert(
      fc.property(anySeed, fc.nat(3), (random, dummy) => {
        const numbers = [false, false, false]
        const trees = [1, 2, 3].map(() => randomTree(numbers, 6, random, true))
        const model = modelOf(1, [null, null, null, null], trees.map(moveFeatures((f) => (f < dummy ? f : f + 1))))
        const rows = 30
        const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: rows }, () => random.unit() * 2))
        const shap = model.shap(columns)
        for (let row = 0; row < rows; row++) expect(shap[row * 4 + dummy]).toBe(0)
      }),
    )
  })

  it('are equal for two features that play the same part, where their values are equal', () => {
    fc.assert(
      fc.property(anySeed, (random) => {
        const numbers = [false, false, false, false]
        const trees = [1, 2, 3].map(() => randomTree(numbers, 6, random, true))
        // With every tree stands the one that has the two exchanged.
        const mirrored = trees.map(moveFeatures((f) => (f < 2 ? 1 - f : f)))
        const model = modelOf(1, [null, null, null, null], [...trees, ...mirrored])
        const rows = 30
        const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: rows }, () => random.unit() * 2))
        columns[1] = columns[0]!
        const shap = model.shap(columns)
        for (let row = 0; row < rows; row++) {
          expect(Math.abs(shap[row * 4]! - shap[row * 4 + 1]!)).toBeLessThan(1e-13)
        }
      }),
    )
  })
})

describe('shapes at the edge', () => {
  it('one row of one column is its own mean', () => {
    for (const column of [Float64Array.of(3), Float64Array.of(NaN), Int32Array.of(2), Int32Array.of(-1)]) {
      const model = train([column], Float64Array.of(7), { rounds: 3 })
      expect([...model.predict([column])]).toEqual([7])
      expect([...model.shap([column])]).toEqual([0])
    }
  })

  it('10,000 columns: the one that matters is found, and SHAP values add up', () => {
    const random = new Random(19)
    const rows = 60
    const columns = Array.from({ length: 10_000 }, () => Float64Array.from({ length: rows }, () => random.unit()))
    const target = columns[6789]!.map((x) => (x > 0.5 ? 1 : 0))
    const model = train(columns, target, { rounds: 3, maxDepth: 3 })
    const gain = model.importance('gain')
    expect(gain.indexOf(Math.max(...gain))).toBe(6789)
    const few = columns.map((column) => column.subarray(0, 4))
    const shap = model.shap(few)
    model.predict(few).forEach((value, row) => {
      const sum = shap.subarray(row * 10_000, (row + 1) * 10_000).reduce((a, b) => a + b, model.bias)
      expect(sum).toBeCloseTo(value, 12)
    })
  })

  it('a row a hundred times over weighs a hundred rows', () => {
    const column = Float64Array.from({ length: 101 }, (_, i) => (i < 100 ? 1 : 2))
    const target = Float64Array.from(column, (x) => (x === 1 ? 10 : 20))
    const model = train([column], target, { rounds: 1, learningRate: 1, lambda: 0 })
    expect(model.bias).toBeCloseTo((100 * 10 + 20) / 101, 12)
    expect(model.predict([Float64Array.of(1, 2)])[1]).toBeCloseTo(20, 12)
    expect(Model.from(model.buffer).importance('cover')[0]).toBe(101)
  })
})

const moveFeatures =
  (to: (feature: number) => number) =>
  (tree: Tree): Tree => ({ ...tree, feature: tree.feature.map(to) })
