import { describe, expect, it } from 'vitest'
import { applyMappers, fitMappers } from '../bins/bins.ts'
import type { Column } from '../columns.ts'
import { Grower, type GrowthRules, mostLeaves } from './grow.ts'
import { squaredError } from './loss.ts'
import type { Bins } from '../bins/mapper.ts'
import { Random } from '../random.ts'
import { Tasks } from './tasks.ts'
import { alone } from '../threads/team.ts'
import type { Tree } from '../model/tree.ts'
import { createWorkspace } from './workspace.ts'

const RULES: GrowthRules = {
  growth: 'depth',
  maxDepth: 4,
  maxLeaves: 65_536,
  learningRate: 1,
  lambda: 0,
  minGain: 0,
  minRows: 1,
  minChildWeight: 0,
  categorySmoothing: 0,
  categoryLambda: 0,
}

function setUp(rules: Partial<GrowthRules>, rows = 400) {
  const random = new Random(8)
  const columns: Column[] = [
    Float64Array.from({ length: rows }, () => (random.unit() < 0.1 ? NaN : random.unit())),
    Int32Array.from({ length: rows }, () => random.below(7) - 1),
    Float64Array.from({ length: rows }, () => random.below(5)),
  ]
  const bins = applyMappers(fitMappers(columns, 255), columns, rows)
  const gradient = Float64Array.from(
    { length: rows },
    (_, i) => (columns[0]![i] || 2) * columns[1]![i]! + random.unit(),
  )
  const { grower, grow, space } = growerOn(bins, gradient, { ...RULES, ...rules })
  return { bins, gradient, grower, grow, space }
}

/** A grower for a target whose gradients are given: predictions are 0 and the target is minus the gradient. */
function growerOn(bins: Bins, gradient: Float64Array, rules: GrowthRules) {
  const target = gradient.map((value) => -value)
  const scale = { shrink: 1, centre: 0, stretch: 1 }
  const { maxDepth } = rules
  const plan = {
    rows: bins.rows,
    mappers: bins.mappers,
    target,
    scale,
    rules,
    maxDepth,
    maxLeaves: mostLeaves(rules, bins.rows),
  }
  const space = createWorkspace(plan, false)
  space.cells.set(bins.cells)
  const tasks = new Tasks(space, squaredError)
  const grower = new Grower(space, rules, alone(tasks), 8)
  const grow = (rowsUsed = Int32Array.from(gradient.keys()), features = Int32Array.of(0, 1, 2)): Tree => {
    space.index.set(rowsUsed)
    space.features.set(features)
    return grower.grow(rowsUsed.length, features.length, true)
  }
  return { grower, grow, space }
}

function depthOf(tree: Tree, node = tree.splits > 0 ? 0 : -1): number {
  return node < 0 ? 0 : 1 + Math.max(depthOf(tree, tree.left[node]), depthOf(tree, tree.right[node]))
}

describe('a grown tree', () => {
  it('numbers children above their parents and uses every leaf once', () => {
    const tree = setUp({ maxDepth: 6 }).grow()
    const children = [...tree.left, ...tree.right]
    expect(children.filter((child) => child >= 0).sort((a, b) => a - b)).toEqual(
      Array.from({ length: tree.splits - 1 }, (_, i) => i + 1),
    )
    expect(
      children
        .filter((child) => child < 0)
        .map((child) => ~child)
        .sort((a, b) => a - b),
    ).toEqual([...tree.leafCover.keys()])
    for (let i = 0; i < tree.splits; i++) {
      for (const child of [tree.left[i]!, tree.right[i]!]) expect(child < 0 || child > i).toBe(true)
    }
  })

  it('counts its rows: a split covers what its children cover', () => {
    const tree = setUp({ maxDepth: 6 }).grow()
    const cover = (child: number) => (child < 0 ? tree.leafCover[~child]! : tree.cover[child]!)
    expect(tree.cover[0]).toBe(400)
    for (let i = 0; i < tree.splits; i++) expect(cover(tree.left[i]!) + cover(tree.right[i]!)).toBe(tree.cover[i])
  })

  it('gives each leaf minus its mean gradient, shrunk by λ and the learning rate', () => {
    const { gradient, grow, space } = setUp({ lambda: 3, learningRate: 0.5 })
    const tree = grow()
    const { raw } = space
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const rows = [...raw.keys()].filter((row) => raw[row] === tree.leafValue[leaf])
      expect(rows).toHaveLength(tree.leafCover[leaf]!)
      const sum = rows.reduce((total, row) => total + gradient[row]!, 0)
      expect(tree.leafValue[leaf]).toBeCloseTo((-0.5 * sum) / (rows.length + 3), 12)
    }
  })

  it('stops at depth, leaves and least rows', () => {
    expect(depthOf(setUp({ maxDepth: 3 }).grow())).toBe(3)
    expect(setUp({ maxDepth: 10, maxLeaves: 11 }).grow().leaves).toBe(11)
    expect(setUp({ growth: 'leaf', maxDepth: 64, maxLeaves: 11 }).grow().leaves).toBe(11)
    const tree = setUp({ maxDepth: 10, minRows: 30 }).grow()
    expect(tree.leaves).toBeGreaterThan(3)
    expect(Math.min(...tree.leafCover)).toBeGreaterThanOrEqual(30)
  })

  it('grows the leaf of greatest gain first when told to, level by level otherwise', () => {
    const byLeaf = setUp({ growth: 'leaf', maxDepth: 64, maxLeaves: 12 }).grow()
    const byDepth = setUp({ maxDepth: 64, maxLeaves: 12 }).grow()
    const total = (tree: Tree) => tree.gain.reduce((a, b) => a + b)
    expect(total(byLeaf)).toBeGreaterThan(total(byDepth))
    expect(depthOf(byDepth)).toBe(4)
  })

  it('is a single leaf where nothing can be gained', () => {
    const { bins } = setUp({})
    const tree = growerOn(bins, new Float64Array(400).fill(2), RULES).grow()
    expect(tree).toMatchObject({ splits: 0, leaves: 1 })
    expect(tree.leafValue[0]).toBe(-2)
  })

  it('uses only the rows and columns it was given, and predicts the others by routing them', () => {
    const { bins, grower, grow, space } = setUp({})
    const rows = Int32Array.from({ length: 200 }, (_, i) => i * 2)
    const tree = grow(rows, Int32Array.of(2))
    expect(new Set(tree.feature)).toEqual(new Set([2]))
    expect(tree.cover[0]).toBe(200)
    const routed = new Float64Array(400)
    grower.addToOthers(bins, rows, routed)
    expect(routed).toEqual(space.raw)
  })

  it('is the same for the same rows in another order but for the rounding of leaf values', () => {
    const reversed = Int32Array.from({ length: 400 }, (_, i) => 399 - i)
    const { leafValue, ...shape } = setUp({}).grow()
    const { leafValue: other, ...same } = setUp({}).grow(reversed)
    expect(same).toEqual(shape)
    leafValue.forEach((value, i) => expect(other[i]).toBeCloseTo(value, 12))
  })
})
