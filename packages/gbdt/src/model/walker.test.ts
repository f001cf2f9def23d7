import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { at } from '../../test/at.ts'
import { chainTree, LEVELS, randomTree } from '../../test/data.ts'
import { modelOf } from '../../test/trees.ts'
import { type Column, Crew, type Model, Random } from '../index.ts'
import { openModel } from './layout.ts'
import { predictInto } from './predict.ts'
import { createTree, type Tree, trimTree } from './tree.ts'

const CODES = Array.from({ length: LEVELS }, (_, code) => code)
const EDGES = [NaN, Infinity, -Infinity, 0, -0, 5e-324, -5e-324, 1.7e308, -2, -1.9999999999999998, 0.5, 0.5]

function leafOf(value: number): Tree {
  const tree = createTree(1)
  tree.leaves = 1
  tree.leafValue[0] = value
  tree.leafCover[0] = 1
  return trimTree(tree)
}

const withFeatures = (tree: Tree, to: (f: number) => number): Tree => ({ ...tree, feature: tree.feature.map(to) })

/** A path of so many splits, on whichever of the numeric features. */
const pathOf = (splits: number, numeric: readonly number[], random: Random): Tree =>
  withFeatures(chainTree(splits, random), () => at(numeric, random.below(numeric.length)))

/** Some thresholds are replaced by values at the edge of what there is. */
const withEdges = (tree: Tree, random: Random): Tree => ({
  ...tree,
  threshold: tree.threshold.map((value, i) =>
    tree.categories[i] || random.unit() < 0.7 ? value : at(EDGES, random.below(EDGES.length)),
  ),
})

interface Case {
  model: Model
  columns: Column[]
}

/** Trees of every shape over numbers and categories, and rows with gaps, edges and codes nobody knows. */
function anyCase(random: Random, rows: number, longest: number): Case {
  const kinds = [false, ...Array.from({ length: random.below(6) }, () => random.unit() < 0.4)]
  const numeric = [...kinds.keys()].filter((f) => !kinds[f])
  const numbers = numeric.map(() => false)
  const shapes = [
    () => leafOf(random.unit()),
    () => randomTree(kinds, 1 + random.below(9), random, true),
    () => withFeatures(randomTree(numbers, 4, random), (f) => at(numeric, f)),
    () => pathOf(1 + random.below(longest), numeric, random),
  ]
  const trees = Array.from({ length: 1 + random.below(12) }, () =>
    withEdges(at(shapes, random.below(shapes.length))(), random),
  )
  const columns = kinds.map((isCategorical) =>
    isCategorical
      ? Int32Array.from({ length: rows }, () => random.below(LEVELS + 60) - 2)
      : Float64Array.from({ length: rows }, () =>
          random.unit() < 0.3 ? at(EDGES, random.below(EDGES.length)) : random.below(40) / 20,
        ),
  )
  const known = kinds.map((isCategorical) => (isCategorical ? [...CODES, 33, 40] : null))
  return { model: modelOf(random.unit() - 0.5, known, trees), columns }
}

const anyRows = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 240, max: 530 }))

/** Not `toEqual`: it knows no difference between 0 and -0. */
const bytes = (values: Float64Array) => Buffer.from(values.buffer)

const crew = new Crew(2, () => new Worker(new URL('../../test/helper.ts', import.meta.url)))
afterAll(() => crew.close())

describe('prediction of any rows by any trees', () => {
  it('gives the same numbers compiled and not, to the last bit', () => {
    fc.assert(
      fc.property(fc.integer(), anyRows, fc.constantFrom(12, 1024), (seed, rows, longest) => {
        const { model, columns } = anyCase(new Random(seed), rows, longest)
        const opened = openModel(model.buffer)
        const predict = (walks: number) => {
          const out = new Float64Array(rows)
          predictInto(opened, columns, out, walks)
          return bytes(out)
        }
        expect(predict(Infinity).equals(predict(0))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('gives the same numbers on any number of threads, to the last bit', () => {
    fc.assert(
      fc.property(fc.integer(), fc.oneof(fc.nat(30_000), fc.constant(60_000)), (seed, rows) => {
        const { model, columns } = anyCase(new Random(seed), rows, 12)
        const alone = model.predict(columns)
        expect(bytes(model.predict(columns, undefined, { crew })).equals(bytes(alone))).toBe(true)
      }),
      { numRuns: 15 },
    )
  })

  it('does so for 32-bit columns, and for more columns than a block has room for', () => {
    const random = new Random(51)
    const rows = 700
    for (const width of [3, 5000]) {
      const columns = Array.from({ length: width }, () => Float32Array.from({ length: rows }, () => random.unit()))
      const kinds = columns.map(() => false)
      const trees = Array.from({ length: 20 }, () => randomTree(kinds, 6, random))
      const opened = openModel(
        modelOf(
          0,
          columns.map(() => null),
          trees,
        ).buffer,
      )
      const [plain, compiled] = [0, Infinity].map((walks) => {
        const out = new Float64Array(rows)
        predictInto(opened, columns, out, walks)
        return out
      })
      expect(compiled).toEqual(plain)
      expect(new Set(plain).size).toBeGreaterThan(rows / 10)
    }
  })
})
