import { describe, expect, it } from 'vitest'
import { applyMappers, fitMappers } from '../bins/bins.ts'
import { Grower, type GrowthRules, mostLeaves } from './grow.ts'
import { gridStep, roundToGrid } from './hessian.ts'
import type { Loss } from './loss.ts'
import { Random } from '../random.ts'
import { Tasks } from './tasks.ts'
import { alone } from '../threads/team.ts'
import type { Tree } from '../model/tree.ts'
import { createWorkspace, NUMBER } from './workspace.ts'

const RULES: GrowthRules = {
  growth: 'depth',
  maxDepth: 3,
  maxLeaves: 65_536,
  learningRate: 0.5,
  lambda: 1,
  minGain: 0,
  minRows: 1,
  minChildWeight: 0.5,
  categorySmoothing: 0,
  categoryLambda: 0,
}

const sigmoid = (raw: number): number => 1 / (1 + Math.exp(-raw))
const meanOf =
  (lossOf: (target: number, raw: number) => number): Loss['mean'] =>
  (target, raw, weights) => {
    const total = weights ? weights.reduce((a, b) => a + b) : target.length
    return target.reduce((sum, value, i) => sum + (weights ? weights[i]! : 1) * lossOf(value, raw[i]!), 0) / total
  }

// Losses to come: growth must serve them as it is.
const logistic: Loss = {
  start: () => 0,
  slope: (target, raw) => sigmoid(raw) - target,
  curvature: (_, raw) => sigmoid(raw) * (1 - sigmoid(raw)),
  mean: meanOf((target, raw) => Math.log1p(Math.exp(-raw * (2 * target - 1)))),
}
const huber: Loss = {
  start: () => 0,
  slope: (target, raw) => Math.max(-0.5, Math.min(0.5, raw - target)),
  curvature: null,
  mean: meanOf((target, raw) => {
    const error = Math.abs(raw - target)
    return error < 0.5 ? (error * error) / 2 : error / 2 - 0.125
  }),
}
const quantile: Loss = {
  start: () => 0,
  slope: (target, raw) => (raw < target ? -0.9 : 0.1),
  curvature: null,
  mean: meanOf((target, raw) => (raw < target ? 0.9 * (target - raw) : 0.1 * (raw - target))),
}

const ROWS = 500

function setUp(loss: Loss, isWeighted: boolean) {
  const random = new Random(61)
  const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: ROWS }, () => random.below(30)))
  const target = Float64Array.from({ length: ROWS }, (_, i) =>
    columns[0]![i]! + columns[1]![i]! / 3 + 8 * random.unit() > 24 ? 1 : 0,
  )
  const weights = isWeighted ? Float64Array.from({ length: ROWS }, () => random.unit() * 3) : null
  const mappers = fitMappers(columns, 255)
  const space = createWorkspace(
    {
      rows: ROWS,
      mappers,
      target,
      weights,
      isCurved: loss.curvature !== null,
      scale: { shrink: 1, centre: 0, stretch: 1 },
      rules: RULES,
      maxDepth: RULES.maxDepth,
      maxLeaves: mostLeaves(RULES, ROWS),
    },
    false,
  )
  applyMappers(mappers, columns, ROWS, space.cells)
  space.features.set([0, 1, 2])
  const tasks = new Tasks(space, loss)
  const grower = new Grower(space, RULES, alone(tasks), 8)
  return { columns, target, weights, space, raw: space.raw, grow: (): Tree => grower.grow(ROWS, 3, false) }
}

describe('growth by second derivatives', () => {
  it.each([true, false])('splits and values leaves by Newton steps of the logistic loss, weights: %s', (isWeighted) => {
    const { columns, target, weights, raw, grow } = setUp(logistic, isWeighted)
    for (let round = 0; round < 6; round++) {
      const before = raw.slice()
      const weightOf = (row: number) => (weights ? weights[row]! : 1)
      const side = (rows: readonly number[]) => {
        const slope = rows.reduce((sum, i) => sum + weightOf(i) * logistic.slope(target[i]!, before[i]!), 0)
        const second = rows.reduce((sum, i) => sum + weightOf(i) * logistic.curvature!(target[i]!, before[i]!), 0)
        return { second, score: slope ** 2 / (second + 1), value: (-0.5 * slope) / (second + 1) }
      }
      const all = [...target.keys()]
      const gainOf = (left: (row: number) => boolean) => {
        const [a, b] = [side(all.filter(left)), side(all.filter((row) => !left(row)))]
        return Math.min(a.second, b.second) < 0.5 ? 0 : a.score + b.score - side(all).score
      }
      const tree = grow()
      const best = Math.max(
        ...columns.flatMap((column) => Array.from({ length: 30 }, (_, cut) => gainOf((row) => column[row]! < cut))),
      )
      // Slopes were rounded to a grid of 2^-35 of their range.
      expect(Math.abs(tree.gain[0]! - best)).toBeLessThan(1e-9 * best)
      const column = columns[tree.feature[0]!]!
      expect(gainOf((row) => column[row]! < tree.threshold[0]!)).toBeGreaterThan(best * (1 - 1e-9))
      tree.leafValue.forEach((value, leaf) => {
        const rows = all.filter((row) => raw[row] === before[row]! + value)
        expect(side(rows).value).toBeCloseTo(value, 10)
        expect(tree.leafCover[leaf]).toBeCloseTo(
          rows.reduce((sum, row) => sum + weightOf(row), 0),
          9,
        )
      })
      expect(logistic.mean(target, raw, weights)).toBeLessThan(logistic.mean(target, before, weights))
    }
  })

  it.each([
    ['Huber', huber],
    ['quantile', quantile],
  ])('serves a loss of slopes alone: %s', (_, loss) => {
    for (const isWeighted of [true, false]) {
      const { target, weights, raw, grow } = setUp(loss, isWeighted)
      const before = loss.mean(target, raw, weights)
      for (let round = 0; round < 10; round++) grow()
      expect(loss.mean(target, raw, weights)).toBeLessThan(0.5 * before)
    }
  })
})

it('rounds to the grid, none to 0, so that sums are the same in any order', () => {
  const { space } = setUp(logistic, true)
  const random = new Random(62)
  const { hessian, index } = space
  for (let row = 0; row < ROWS; row++) {
    hessian![row] = row === 5 ? 1e-30 : random.unit() / 3
    index[row] = row
  }
  const before = hessian!.slice()
  const step = gridStep(Math.max(...before), ROWS)
  space.numbers[NUMBER.grid] = step
  roundToGrid(space, hessian!, 0, ROWS)
  hessian!.forEach((value, row) => {
    expect(Number.isInteger(value / step)).toBe(true)
    expect(value).toBeGreaterThan(0)
    expect(Math.abs(value - before[row]!)).toBeLessThanOrEqual(step)
  })
  const forth = hessian!.reduce((a, b) => a + b)
  expect(hessian!.toReversed().reduce((a, b) => a + b)).toBe(forth)
  expect(before.toReversed().reduce((a, b) => a + b)).not.toBe(before.reduce((a, b) => a + b))
})

it('has a grid on which whole numbers lie, and whose sums stay below 2^53 steps', () => {
  for (const [largest, rows] of [
    [1, 1],
    [3, 1000],
    [1e100, 5_000_000],
    [1e-100, 7],
    [0.1, 2 ** 20],
    [1024, 2 ** 31 - 1],
  ] as const) {
    const step = gridStep(largest, rows)
    expect(Number.isInteger(Math.log2(step))).toBe(true)
    expect((largest / step) * rows).toBeLessThanOrEqual(2 ** 53)
    expect(largest / step).toBeGreaterThanOrEqual(rows < 2 ** 26 ? 2 ** 26 : 2 ** 21)
  }
  expect(gridStep(3, 1000)).toBeLessThan(1)
})
