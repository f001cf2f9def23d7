import type { Column } from '../columns.ts'
import type { Crew } from '../threads/crew.ts'
import type { Opened } from './layout.ts'
import { Donors } from './donors.ts'
import { squaredError } from '../grow/loss.ts'
import { createSpace, emptyLike, leadUse } from './model-crew.ts'
import { type ModelSpace, USE } from './model-tasks.ts'
import { resolvePermutation } from '../options.ts'
import { treesByFeature } from './permutation-loss.ts'
import { begin, type Watched } from '../progress.ts'
import { blockRows } from './route.ts'
import { fitScale, type Scale, standardiseInto } from '../grow/scale.ts'
import type { Team } from '../threads/team.ts'
import type { Table } from '../grow/weights.ts'

export interface PermutationOptions extends Watched {
  /** Times each column is shuffled. Default 5. */
  repeats?: number
  /** Any safe integer. Default 0. */
  seed?: number
  /**
   * How much each row counts: 0, or 1e-100 to 1e100. A row of weight 0 might as well be absent; one of weight 2 is two
   * rows alike, and its values are handed out twice as often.
   */
  weights?: Float64Array
  /** Helpers to share the work with; the numbers are the same, to the last bit. */
  crew?: Crew
}

/** How much of what the model explains it owes to each feature. */
export interface PermutationImportance {
  /** Share of the target's variance that the predictions explain, at most 1. */
  r2: number
  /** By feature: how much R² falls when its values are shuffled, on average; exactly 0 where no split uses it. */
  drop: Float64Array
  /** By feature: standard deviation of the drop over the repeats. */
  deviation: Float64Array
}

/** Rows a task takes: as many for one thread as for several, so that sums are the same. */
const TASK_ROWS = 1024

/** Tasks by thread in a round: some threads are faster than others. */
const TASKS_EACH = 4

/**
 * See `Model.permutationImportance`. In every repeat all columns are shuffled by one order, each by itself.
 * @param table rows of weight above 0
 */
export function permutationImportance(
  model: Opened,
  buffer: ArrayBufferLike,
  { columns, target, weights: given }: Table,
  options: PermutationOptions,
): PermutationImportance {
  const { repeats, seed } = resolvePermutation(options)
  const rows = target.length
  const weights = given ?? new Float64Array(rows).fill(1)
  const scale = fitScale(target)
  const spread = totalSquares(target, weights, scale)
  const report = begin(options, repeats * rows)
  const crew = options.crew && options.crew.size > 0 ? options.crew : null
  const round = new Round(model, buffer, { columns, target, weights }, scale, crew)
  const donors = new Donors(weights, seed)
  const drop = new Float64Array(model.features)
  const deviation = new Float64Array(model.features)
  const losses = new Float64Array(model.features + 1)
  leadUse(round.space, crew, (team) => {
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const givers = donors.next()
      losses.fill(0)
      for (let from = 0; from < rows; from += round.size) {
        const to = Math.min(rows, from + round.size)
        round.add(team, givers, from, to, losses)
        report((repeat - 1) * rows + to)
      }
      round.isUsed.forEach((isUsed, f) => {
        if (!isUsed) return
        // Mean and squared deviations as they come (Welford 1962).
        const lost = (losses[1 + f]! - losses[0]!) / spread
        const change = lost - drop[f]!
        drop[f] = drop[f]! + change / repeat
        deviation[f] = deviation[f]! + change * (lost - drop[f])
      })
    }
  })
  return { r2: 1 - losses[0]! / spread, drop, deviation: deviation.map((sum) => Math.sqrt(sum / repeats)) }
}

/** Some rows at a time, in the space where they are worked on. */
class Round {
  readonly size: number
  readonly space: ModelSpace
  /** By feature: whether a split asks for it. */
  readonly isUsed: readonly boolean[]
  readonly #table: WeightedTable
  readonly #trial: NonNullable<ModelSpace['trial']>
  readonly #perTask: number

  constructor(model: Opened, buffer: ArrayBufferLike, table: WeightedTable, scale: Scale, crew: Crew | null) {
    const { columns, target, weights } = table
    const { features } = model
    const isShared = crew !== null
    this.#table = table
    this.isUsed = treesByFeature(model).map((trees) => trees.length > 0)
    this.#perTask = Math.min(TASK_ROWS, blockRows(features))
    this.size = Math.min(target.length, crew ? this.#perTask * TASKS_EACH * (crew.size + 1) : this.#perTask)
    this.#trial = {
      shuffled: columns.map((column, f) => emptyLike(column, this.isUsed[f] ? this.size : 0, isShared)),
      target: emptyLike(target, this.size, isShared),
      weights: emptyLike(weights, this.size, isShared),
      scale,
    }
    const places = Math.ceil(this.size / this.#perTask) * (features + 1)
    this.space = { ...createSpace(buffer, columns, this.size, places, isShared), trial: this.#trial }
  }

  /** Adds what `lossesInto` finds of rows `from` to `to - 1`. */
  add(team: Team, givers: Int32Array, from: number, to: number, losses: Float64Array): void {
    const { columns, target, weights } = this.#table
    columns.forEach((column, f) => {
      this.space.columns[f]!.set(column.subarray(from, to))
      if (this.isUsed[f]) pick(column, givers.subarray(from, to), this.#trial.shuffled[f]!)
    })
    this.#trial.target.set(target.subarray(from, to))
    this.#trial.weights.set(weights.subarray(from, to))
    this.space.counts.set([to - from, this.#perTask])
    const tasks = Math.ceil((to - from) / this.#perTask)
    team.run(USE.shuffle, tasks)
    // Task by task, whoever was first.
    const width = losses.length
    for (let at = 0; at < tasks * width; at++) losses[at % width] = losses[at % width]! + this.space.out[at]!
  }
}

interface WeightedTable extends Table {
  weights: Float64Array
}

/** Copies the picked rows of a column. */
function pick(column: Column, rows: Int32Array, out: Column): void {
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]!]!
}

/** Σ weight (target - its mean)², on the standard scale; 1 for a constant target, which has nothing to explain. */
function totalSquares(target: Float64Array, weights: Float64Array, scale: Scale): number {
  const standard = standardiseInto(target, scale, new Float64Array(target.length))
  const mean = squaredError.start(standard, weights)
  let sum = 0
  for (let i = 0; i < target.length; i++) sum += weights[i]! * (standard[i]! - mean) ** 2
  return sum > 0 ? sum : 1
}
