import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { frozenCases } from '../../test/frozen.ts'
import { randomColumns, randomTree } from '../../test/data.ts'
import { modelOf } from '../../test/trees.ts'
import { applyMappers, fitMappers } from '../bins/bins.ts'
import { Grower, type GrowthRules, mostLeaves } from '../grow/grow.ts'
import { explainRows } from '../shap/explainer.ts'
import { sourceHash } from './kernel-bytes.ts'
import { openMemory } from './kernel.ts'
import { openModel } from '../model/layout.ts'
import { squaredError } from '../grow/loss.ts'
import { resolveOptions } from '../options.ts'
import { Random } from '../random.ts'
import { gatherBlock } from '../model/route.ts'
import { fitScale } from '../grow/scale.ts'
import { Tasks } from '../grow/tasks.ts'
import { alone } from '../threads/team.ts'
import { createWorkspace } from '../grow/workspace.ts'

/** Three trees of a table, grown by the compiled kernel or by the one in TypeScript; every other row, all columns. */
function grow(name: string, compiled: boolean, isWeighted = false) {
  const { columns, target, options } = frozenCases[name]!
  const rows = target.length
  const rules: GrowthRules = resolveOptions(options)
  const mappers = fitMappers(columns, 255)
  const maxLeaves = mostLeaves(rules, rows)
  const scale = fitScale(target)
  const random = new Random(5)
  const weights = isWeighted ? Float64Array.from({ length: rows }, () => random.unit() * 3) : null
  const space = createWorkspace(
    { rows, weights, mappers, target, scale, rules, maxLeaves, maxDepth: rules.maxDepth },
    false,
    compiled,
  )
  expect(space.memory !== null).toBe(compiled)
  applyMappers(mappers, columns, rows, space.cells)
  space.features.set([...columns.keys()])
  const tasks = new Tasks(space, squaredError)
  const grower = new Grower(space, rules, alone(tasks), 8)
  return [1, 2, 3].map((step) => {
    const drawn = Int32Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step)
    space.index.set(drawn)
    return grower.grow(drawn.length, columns.length, true)
  })
}

describe('the compiled kernel', () => {
  it('was built from the source beside it', () => {
    const source = readFileSync(new URL('../../kernel/kernel.as', import.meta.url))
    expect(createHash('sha256').update(source).digest('hex')).toBe(sourceHash)
  })

  it.each(['numeric', 'mixed', 'missing', 'wide', 'leafWise', 'tall', 'tiny'])(
    'grows the trees the kernel in TypeScript grows, to the last bit: %s',
    (name) => {
      expect(grow(name, true)).toEqual(grow(name, false))
    },
  )

  it('does so with weights', () => {
    for (const name of ['mixed', 'wide']) expect(grow(name, true, true)).toEqual(grow(name, false, true))
  })

  it('explains as the walk in TypeScript does, to the last bit: paths of any length, missing, categories', () => {
    const random = new Random(31)
    for (const [kinds, depth] of [
      ['nnn', 3],
      ['nnnnn', 5],
      ['nnnnnnnnnn', 9],
      ['nncncnnc', 6],
      ['n', 4],
    ] as const) {
      const categorical = kinds.split('').map((kind) => kind === 'c')
      const trees = Array.from({ length: 8 }, () => randomTree(categorical, depth, random, true))
      const model = modelOf(
        0,
        categorical.map((is) => (is ? [0, 1, 2, 3, 4] : null)),
        trees,
      )
      const opened = openModel(model.buffer)
      const rows = 2100
      const block = new Float64Array(rows * kinds.length)
      gatherBlock(opened, randomColumns(rows, categorical, random), 0, rows, block)
      const explain = (compiled: boolean) => {
        const out = new Float64Array(block.length)
        explainRows(opened, block, out, compiled)
        return out
      }
      expect(explain(true)).toEqual(explain(false))
    }
  })

  it('is done without where its memory cannot be had', () => {
    expect(openMemory(2 ** 33)).toBeNull()
    expect(openMemory(1)!.buffer.byteLength).toBe(65_536)
  })
})
