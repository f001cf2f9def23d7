import { type Column, Random, type TrainOptions } from '../src/index.ts'
import { at } from './at.ts'

/** A training whose outcome is frozen. */
interface FrozenCase {
  columns: Column[]
  target: Float64Array
  options: TrainOptions
}

/** Columns by kind: n numbers, s numbers in steps, m numbers with gaps, c categories, k many categories. */
function table(rows: number, kinds: string, seed: number): { columns: Column[]; target: Float64Array } {
  const random = new Random(seed)
  const column = (kind: string): Column => {
    if (kind === 'c') return Int32Array.from({ length: rows }, () => random.below(9) - 1)
    if (kind === 'k') return Int32Array.from({ length: rows }, () => Math.floor(random.unit() ** 3 * 400))
    if (kind === 's') return Float64Array.from({ length: rows }, () => random.below(12))
    if (kind === 'm') return Float64Array.from({ length: rows }, () => (random.unit() < 0.25 ? NaN : random.unit()))
    return Float64Array.from({ length: rows }, () => random.unit() ** 2 * 100 - 20)
  }
  const columns = kinds.split('').map(column)
  const target = Float64Array.from({ length: rows }, (_, row) => {
    let sum = random.unit() * 0.3
    columns.forEach((values, f) => {
      const value = at(values, row)
      sum += Number.isNaN(value) ? 2 : (((value * (f + 1)) % 7) + value / 50) / (f + 1)
    })
    return sum
  })
  return { columns, target }
}

const noise = table(300, 'nmc', 99)

/** What is frozen: kinds of column, both growths, both samplings, limits that bind, early stopping. */
export const frozenCases: Record<string, FrozenCase> = {
  numeric: { ...table(3000, 'nnnnnnnnnn', 1), options: { rounds: 40 } },
  mixed: { ...table(2000, 'nmcksnm', 2), options: { rounds: 40, levelRows: 5 } },
  missing: { ...table(1500, 'mmmmm', 3), options: { rounds: 30, maxBins: 16, minRows: 5 } },
  sampled: { ...table(2000, 'nnmmccsskn', 4), options: { rounds: 40, rowSample: 0.6, columnSample: 0.5, seed: 7 } },
  sampledRows: { ...table(1000, 'nmc', 5), options: { rounds: 40, rowSample: 0.9, seed: 8 } },
  wide: { ...table(400, 'nmcs'.repeat(30), 6), options: { rounds: 15, columnSample: 0.3, seed: 9 } },
  leafWise: { ...table(2000, 'nmcsn', 7), options: { rounds: 40, growth: 'leaf', maxLeaves: 20 } },
  fewLeaves: { ...table(2000, 'nmcsn', 8), options: { rounds: 40, maxDepth: 6, maxLeaves: 23 } },
  deep: { ...table(1200, 'nnmc', 9), options: { rounds: 10, maxDepth: 14, minGain: 1e-5 } },
  stopped: {
    ...table(300, 'nmc', 10),
    options: { rounds: 200, validation: { columns: noise.columns, target: noise.target, patience: 5 } },
  },
  // Rows enough for several tiles.
  tall: { ...table(80_000, 'nmc', 11), options: { rounds: 3, minRows: 5, rowSample: 0.9 } },
  taller: { ...table(300_000, 'nmc', 12), options: { rounds: 2, minRows: 5, rowSample: 0.9 } },
  tiny: { columns: [Float64Array.of(3, 1, 2), Int32Array.of(0, 1, 0)], target: Float64Array.of(1, 5, 2), options: {} },
}
