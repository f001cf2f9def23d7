import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chainTree, conjunction, LEVELS, randomColumns, randomTree, rowOf } from '../../test/data.ts'
import { distance, exactShap } from '../../test/exact.ts'
import { bruteForce, classicTreeShap } from '../../test/oracles.ts'
import { modelOf, type PlainTree, treeOf } from '../../test/trees.ts'
import { type Model, Random, train } from '../index.ts'

const CODES = Array.from({ length: LEVELS }, (_, i) => i)

function worst(actual: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)))
}

function modelOfKinds(kinds: readonly boolean[], trees: Parameters<typeof modelOf>[2]): Model {
  return modelOf(
    3,
    kinds.map((categorical) => (categorical ? CODES : null)),
    trees,
  )
}

describe('SHAP values', () => {
  it('agree with brute force over all subsets, with categories, gaps and repeated features', () => {
    const random = new Random(11)
    for (let trial = 0; trial < 30; trial++) {
      const kinds = Array.from({ length: 1 + random.below(8) }, () => random.unit() < 0.4)
      const trees = [randomTree(kinds, 6, random), randomTree(kinds, 3, random)]
      const model = modelOfKinds(kinds, trees)
      const columns = randomColumns(5, kinds, random)
      const shap = model.shap(columns)
      for (let row = 0; row < 5; row++) {
        const expected = bruteForce(model, rowOf(columns, row))
        // Sums of some hundred terms of size 5 in float64.
        expect(worst(shap.subarray(row * kinds.length), expected)).toBeLessThan(1e-12)
      }
    }
  })

  it('agree with brute force where a branch was never reached in training', () => {
    const random = new Random(12)
    const kinds = [false, false, true, false]
    for (let trial = 0; trial < 20; trial++) {
      const model = modelOfKinds(kinds, [randomTree(kinds, 5, random, true)])
      const columns = randomColumns(6, kinds, random)
      const shap = model.shap(columns)
      for (let row = 0; row < 6; row++) {
        expect(worst(shap.subarray(row * 4), bruteForce(model, rowOf(columns, row)))).toBeLessThan(1e-12)
      }
    }
  })

  it('agree with exact rationals: short paths, long ones, repeated features, branches no row took', () => {
    const random = new Random(17)
    const numbers = (count: number) => Array.from({ length: count }, () => false)
    const cases: [kinds: boolean[], trees: Parameters<typeof modelOf>[2]][] = [
      ...[1, 2, 3, 4, 5, 8, 9, 16, 17, 30].map((count): (typeof cases)[number] => [
        numbers(count),
        [chainTree(count, random)],
      ]),
      ...[3, 6, 12].map((count): (typeof cases)[number] => [numbers(count), [randomTree(numbers(count), 7, random)]]),
      [[false, true, false, true], [randomTree([false, true, false, true], 6, random, true)]],
    ]
    for (const [kinds, trees] of cases) {
      const model = modelOfKinds(kinds, trees)
      const columns = randomColumns(3, kinds, random)
      const shap = model.shap(columns)
      for (let row = 0; row < 3; row++) {
        exactShap(model, rowOf(columns, row)).forEach((exact, f) => {
          // Leaf values are at most 5: some tens of roundings of 2^-53 each.
          expect(distance(exact, shap[row * kinds.length + f]!)).toBeLessThan(1e-14)
        })
      }
    }
  })

  it('agree with the classic algorithm on paths of many distinct features', () => {
    const random = new Random(13)
    for (const features of [9, 16, 17, 24, 30]) {
      const model = modelOf(
        0,
        Array.from({ length: features }, () => null),
        [chainTree(features, random)],
      )
      const columns = Array.from({ length: features }, () => Float64Array.from({ length: 8 }, () => random.unit()))
      const shap = model.shap(columns)
      for (let row = 0; row < 8; row++) {
        // The classic algorithm itself loses digits by unwinding; 1e-9 is what it keeps at 30 features.
        expect(worst(shap.subarray(row * features), classicTreeShap(model, rowOf(columns, row)))).toBeLessThan(1e-9)
      }
    }
  })

  it('share a conjunction of any number of features equally', () => {
    for (let features = 1; features <= 40; features++) {
      const model = modelOf(
        0,
        Array.from({ length: features }, () => null),
        [conjunction(features, 0.3)],
      )
      const shap = model.shap(Array.from({ length: features }, () => Float64Array.of(1)))
      // By symmetry: each an equal part of 1 less what is expected with no feature known.
      const expected = Array.from({ length: features }, () => (1 - 0.3 ** features) / features)
      expect(worst(shap, expected)).toBeLessThan(1e-15)
    }
  })

  it('agree with the values XGBoost gives', () => {
    const { models } = readFixture()
    for (const fixture of models) {
      const width = fixture.n_features
      const trees = fixture.trees.map((tree) =>
        // XGBoost compares in float32.
        treeOf({ ...tree, threshold: tree.threshold.map((value) => (value === null ? null : Math.fround(value))) }),
      )
      const model = modelOf(
        fixture.base_score,
        Array.from({ length: width }, () => null),
        trees,
      )
      const columns = Array.from({ length: width }, (_, f) =>
        Float64Array.from(fixture.X, (row) => (row[f] === null ? NaN : Math.fround(row[f]!))),
      )
      expect(worst(model.predict(columns), fixture.prediction)).toBeLessThan(1e-5)
      // float32 sums on their side; their own distance from a float64 reference is 1.1e-6.
      expect(worst(model.shap(columns), fixture.shap.flat())).toBeLessThan(2e-6)
      expect(Math.abs(model.bias - fixture.bias[0]!)).toBeLessThan(1e-5)
      const native = { gain: fixture.total_gain, cover: fixture.total_cover, splits: fixture.weight } as const
      for (const kind of ['gain', 'cover', 'splits'] as const) {
        const expected = fixture.feature_names.map((name) => native[kind][name] ?? 0)
        model.importance(kind).forEach((value, f) => expect(value).toBeCloseTo(expected[f]!, 1))
      }
    }
  })

  it('add up to the prediction for every row of a trained model', () => {
    const random = new Random(14)
    const kinds = [false, true, false, false, true]
    const columns = randomColumns(300, kinds, random)
    const target = Float64Array.from(
      { length: 300 },
      (_, i) => (columns[0]![i] || 1) * 3 + columns[1]![i]! + random.unit(),
    )
    const model = train(columns, target, { rounds: 60, maxDepth: 8, seed: 1 })
    const shap = model.shap(columns)
    const predicted = model.predict(columns)
    for (let row = 0; row < 300; row++) {
      const sum = shap.subarray(row * 5, row * 5 + 5).reduce((a, b) => a + b, model.bias)
      expect(Math.abs(sum - predicted[row]!)).toBeLessThan(1e-9 * Math.abs(predicted[row]!))
    }
  })

  it('are 0 for a feature in no split', () => {
    const random = new Random(15)
    const model = modelOfKinds([false, false, false], [randomTree([false, false], 4, random)])
    const columns = randomColumns(20, [false, false, false], random)
    const shap = model.shap(columns)
    for (let row = 0; row < 20; row++) expect(shap[row * 3 + 2]).toBe(0)
  })

  it('are equal for two features that play the same part', () => {
    // x0 and x1 are tested alike in both orders.
    const half = (first: number): PlainTree => ({
      left: [1, -1, 3, -1, -1],
      right: [2, -1, 4, -1, -1],
      feature: [first, -1, 1 - first, -1, -1],
      threshold: [0.5, null, 0.5, null, null],
      missing_left: [true, null, true, null, null],
      value: [null, 0, null, 0, 8],
      cover: [100, 50, 50, 25, 25],
    })
    const model = modelOf(0, [null, null], [treeOf(half(0)), treeOf(half(1))])
    const shap = model.shap([Float64Array.of(1, 0), Float64Array.of(1, 0)])
    expect(shap[0]).toBe(shap[1])
    expect(shap[0]).toBeCloseTo(6, 12)
    expect(shap[2]).toBe(shap[3])
  })

  it('come with progress, and stop on abort, with the reason', () => {
    const random = new Random(24)
    const model = modelOfKinds([false, false], [randomTree([false, false], 4, random)])
    const columns = randomColumns(10_000, [false, false], random)
    const controller = new AbortController()
    const seen: number[] = []
    const onProgress = (done: number) => seen.push(done)
    expect(model.shap(columns, undefined, { onProgress })).toEqual(model.shap(columns))
    expect(seen).toEqual([0.4096, 0.8192, 1])
    const run = () =>
      model.shap(columns, undefined, {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('changed my mind')),
      })
    expect(run).toThrow('changed my mind')
    // A signal aborted beforehand stops it before the first row.
    const out = new Float64Array(20_000)
    expect(() => model.shap(columns, out, { signal: controller.signal })).toThrow('changed my mind')
    expect(out.every((value) => value === 0)).toBe(true)
  })

  it('do not depend on the size of the block a row is in', () => {
    const random = new Random(16)
    const kinds = [false, true, false]
    const model = modelOfKinds(kinds, [randomTree(kinds, 5, random)])
    const columns = randomColumns(5000, kinds, random)
    const all = model.shap(columns)
    const last = model.shap(columns.map((column) => column.subarray(4990)))
    expect([...all.subarray(4990 * 3)]).toEqual([...last])
  })
})

interface Fixture {
  n_features: number
  feature_names: string[]
  base_score: number
  trees: PlainTree[]
  X: (number | null)[][]
  prediction: number[]
  shap: number[][]
  bias: number[]
  total_gain: Record<string, number>
  weight: Record<string, number>
  total_cover: Record<string, number>
}

function readFixture(): { models: Fixture[] } {
  const text = readFileSync(new URL('../../test/fixtures/treeshap_reference.json', import.meta.url), 'utf8')
  return JSON.parse(text) as { models: Fixture[] }
}
