import { describe, expect, it } from 'vitest'
import { randomColumns, randomTree, rowOf } from '../../test/data.ts'
import { modelOf, type PlainTree, treeOf } from '../../test/trees.ts'
import { Random } from '../index.ts'
import { openModel } from './layout.ts'
import { goesLeft } from './route.ts'

const stump = (overrides: Partial<PlainTree>): PlainTree => ({
  left: [1, -1, -1],
  right: [2, -1, -1],
  feature: [0, -1, -1],
  threshold: [2, null, null],
  missing_left: [false, null, null],
  value: [null, -1, 1],
  cover: [10, 5, 5],
  ...overrides,
})

describe('routing', () => {
  it('sends x left when x < threshold; equal goes right', () => {
    const model = modelOf(0, [null], [treeOf(stump({}))])
    expect([...model.predict([Float64Array.of(1.9, 2, 2.1, -Infinity, Infinity)])]).toEqual([-1, 1, 1, -1, 1])
  })

  it('sends missing the learned way, never by comparison', () => {
    const missing = [Float64Array.of(NaN)]
    expect(modelOf(0, [null], [treeOf(stump({}))]).predict(missing)[0]).toBe(1)
    expect(modelOf(0, [null], [treeOf(stump({ missing_left: [true, null, null] }))]).predict(missing)[0]).toBe(-1)
  })

  it('parts missing alone from every number at threshold -Infinity', () => {
    const tree = treeOf(stump({ threshold: [-Infinity, null, null], missing_left: [true, null, null] }))
    expect([...modelOf(0, [null], [tree]).predict([Float64Array.of(NaN, -Infinity, 0)])]).toEqual([-1, 1, 1])
  })

  it('sends categories by the set, unknown ones the way of missing', () => {
    for (const way of [true, false]) {
      const tree = treeOf(stump({ categories: [[1, 40], null, null], missing_left: [way, null, null] }))
      const model = modelOf(0, [[0, 1, 40]], [tree])
      const missing = way ? -1 : 1
      expect([...model.predict([Int32Array.of(0, 1, 40, -1, 2, 39, 1000)])]).toEqual([
        1,
        -1,
        -1,
        missing,
        missing,
        missing,
        missing,
      ])
    }
  })
})

describe('prediction', () => {
  it('is the base plus one leaf of every tree', () => {
    const random = new Random(31)
    const kinds = [false, true, false, false]
    const model = modelOf(
      7,
      [null, [0, 1, 2, 3, 4], null, null],
      [1, 2, 3].map(() => randomTree(kinds, 5, random)),
    )
    const opened = openModel(model.buffer)
    const columns = randomColumns(300, kinds, random)
    const predicted = model.predict(columns)
    for (let i = 0; i < 300; i++) {
      const row = rowOf(columns, i)
      let expected = 7
      for (const root of opened.roots) {
        let node = root
        while (node >= 0)
          node = (goesLeft(opened, node, row[opened.feature[node]!]!) ? opened.left : opened.right)[node]!
        expected += opened.leafValue[~node]!
      }
      expect(predicted[i]).toBe(expected)
    }
  })

  it('writes where told, and nothing for no rows', () => {
    const model = modelOf(0, [null], [treeOf(stump({}))])
    const out = new Float64Array(2)
    expect(model.predict([Float64Array.of(1, 3)], out)).toBe(out)
    expect([...out]).toEqual([-1, 1])
    expect(model.predict([new Float64Array(0)])).toHaveLength(0)
  })

  it('refuses columns the model was not made for', () => {
    const model = modelOf(0, [null, [0]], [])
    const number = new Float64Array(3)
    expect(() => model.predict([number])).toThrow('expected 2 columns, got 1')
    expect(() => model.predict([number, number])).toThrow('column 1: expected an Int32Array of codes, got Float64Array')
    expect(() => model.predict([number, new Int32Array(2)])).toThrow('column 1: expected 3 rows, got 2')
    expect(() => model.predict([number, new Int32Array(3)], new Float64Array(2))).toThrow(
      'expected an output of length 3, got 2',
    )
    expect(() => model.shap([number, new Int32Array(3)], new Float64Array(3))).toThrow(
      'expected an output of length 6, got 3',
    )
    // @ts-expect-error not an importance
    expect(() => model.importance('weight')).toThrow("expected importance 'gain', 'cover' or 'splits', got weight")
  })
})
