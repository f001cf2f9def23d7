import { MAX_BINS } from './bins/mapper.ts'
import type { Column } from './columns.ts'
import type { Crew } from './threads/crew.ts'

/** Rows the model must not learn from; boosting stops when they stop getting better. */
export interface Validation {
  columns: readonly Column[]
  target: Float64Array
  /** As in `TrainOptions`. */
  weights?: Float64Array
  /** Rounds without improvement after which to stop. Default 50. */
  patience?: number
}

export interface Round {
  /** Rounds done, from 1. */
  round: number
  rounds: number
  /** Half the mean squared error on the validation rows, relative to the target's own scale; null without them. */
  validationLoss: number | null
}

export interface TrainOptions {
  /**
   * How much each row counts: 0, or 1e-100 to 1e100. A row of weight 0 might as well be absent; one of weight 2 is two
   * rows alike to bins, histograms, leaf values, covers and the mean to start from, but one row to `minRows`,
   * `levelRows` and `rowSample`. λ and the like are in units of weight: they mean what they do without weights where
   * the mean weight is about 1.
   */
  weights?: Float64Array
  /** Trees. Default 200. */
  rounds?: number
  /** Shrinkage of each tree, in (0, 1]. Default 0.1. */
  learningRate?: number
  /** 'depth' grows level by level, 'leaf' always splits the leaf of greatest gain. Default 'depth'. */
  growth?: 'depth' | 'leaf'
  /** Splits between root and leaf. Default 6. */
  maxDepth?: number
  /** Default: no limit but `maxDepth`; 31 with growth 'leaf'. */
  maxLeaves?: number
  /** λ, in rows or in their weight: pulls leaf values towards 0. Default 1. */
  lambda?: number
  /** γ: least gain of a split, as a share of the target's total sum of squares. Default 0. */
  minGain?: number
  /** Least sum of second derivatives in a leaf; for squared error, of weights, or else of rows. Default 1. */
  minChildWeight?: number
  /** Least rows in a leaf, whatever their weight above 0. Default 1. */
  minRows?: number
  /** Share of rows drawn for each tree, without replacement, in (0, 1]. Default 1. */
  rowSample?: number
  /** Share of columns drawn for each tree, in (0, 1]. Default 1. */
  columnSample?: number
  /** Value bins per numeric column, 2 to 255. Default 255. */
  maxBins?: number
  /** Categories with fewer rows share one bin. Default 1. */
  levelRows?: number
  /** Rows of average gradient added to each category before they are ordered. Default 10. */
  categorySmoothing?: number
  /** Added to λ when categorical splits are scored. Default 10. */
  categoryLambda?: number
  /** Any safe integer. Default 0. */
  seed?: number
  validation?: Validation
  /** Helpers to share the work with; the model is the same, to the last bit. */
  crew?: Crew
  /** Called after every round. */
  onRound?: (round: Round) => void
  /** Checked before every round; its reason is thrown. */
  signal?: AbortSignal
}

/** Options with defaults in place. */
export interface Resolved {
  rounds: number
  learningRate: number
  growth: 'depth' | 'leaf'
  maxDepth: number
  maxLeaves: number
  lambda: number
  minGain: number
  minRows: number
  minChildWeight: number
  rowSample: number
  columnSample: number
  maxBins: number
  levelRows: number
  categorySmoothing: number
  categoryLambda: number
  seed: number
}

/** Deeper trees than this are a mistake in the options, not a model. */
const MAX_DEPTH = 64

/** Fills in defaults. Throws a RangeError that names the option, what it must be and what it was. */
export function resolveOptions(options: TrainOptions): Resolved {
  const growth = options.growth ?? 'depth'
  if (growth !== 'depth' && growth !== 'leaf') {
    throw new RangeError(`growth: expected 'depth' or 'leaf', got ${String(growth)}`)
  }
  const minChildWeight = between('minChildWeight', options.minChildWeight ?? 1, 0, Infinity)
  const minRows = whole('minRows', options.minRows ?? 1, 1, 2 ** 31)
  return {
    growth,
    rounds: whole('rounds', options.rounds ?? 200, 1, 1_000_000),
    learningRate: share('learningRate', options.learningRate ?? 0.1),
    maxDepth: whole('maxDepth', options.maxDepth ?? (growth === 'leaf' ? MAX_DEPTH : 6), 1, MAX_DEPTH),
    maxLeaves: whole('maxLeaves', options.maxLeaves ?? (growth === 'leaf' ? 31 : 65_536), 2, 65_536),
    lambda: between('lambda', options.lambda ?? 1, 0, Infinity),
    minGain: between('minGain', options.minGain ?? 0, 0, Infinity),
    // With a second derivative of 1 the weight of a leaf is its number of rows.
    minRows: options.weights ? minRows : Math.max(minRows, Math.ceil(minChildWeight)),
    minChildWeight,
    rowSample: share('rowSample', options.rowSample ?? 1),
    columnSample: share('columnSample', options.columnSample ?? 1),
    maxBins: whole('maxBins', options.maxBins ?? MAX_BINS, 2, MAX_BINS),
    levelRows: whole('levelRows', options.levelRows ?? 1, 1, 2 ** 31),
    categorySmoothing: between('categorySmoothing', options.categorySmoothing ?? 10, 0, Infinity),
    categoryLambda: between('categoryLambda', options.categoryLambda ?? 10, 0, Infinity),
    seed: whole('seed', options.seed ?? 0, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  }
}

/** Repeats and seed of a permutation importance, checked, with defaults in place. */
export function resolvePermutation(options: { repeats?: number; seed?: number }): { repeats: number; seed: number } {
  return {
    repeats: whole('repeats', options.repeats ?? 5, 1, 1_000_000),
    seed: whole('seed', options.seed ?? 0, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  }
}

function between(name: string, value: number, low: number, high: number): number {
  if (!(value >= low && value <= high)) throw new RangeError(`${name}: expected ${low} to ${high}, got ${value}`)
  return value
}

function whole(name: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value)) throw new RangeError(`${name}: expected a whole number, got ${value}`)
  return between(name, value, low, high)
}

function share(name: string, value: number): number {
  if (!(value > 0 && value <= 1)) throw new RangeError(`${name}: expected above 0 and at most 1, got ${value}`)
  return value
}
