import { applyMappers, type Bins, canonicalOrder, fitMappers, type Mapper } from './bins.ts'
import { type Column, checkColumns, checkTarget, isCategorical, setBit } from './columns.ts'
import { Grower, type GrowthRules, mostLeaves } from './grow.ts'
import type { Job } from './helper.ts'
import { packModel } from './layout.ts'
import { type Loss, squaredError } from './loss.ts'
import { Model } from './model.ts'
import { type Resolved, resolveOptions, type TrainOptions, type Validation } from './options.ts'
import { Random, sampleInto } from './random.ts'
import { fitScale, restoreSize, restoreValue, type Scale, standardiseInto } from './scale.ts'
import { Tasks } from './tasks.ts'
import { alone, type Team } from './team.ts'
import type { Tree } from './tree.ts'
import { checkWeights, dropAbsent, type Table } from './weights.ts'
import { createWorkspace, type Workspace } from './workspace.ts'

/** From here on the compiled kernel pays: its memory takes a while to get, and is slow to go. */
const COMPILED_CELLS = 200_000

/** Rounds without improvement after which boosting stops, unless told otherwise. */
const PATIENCE = 50

/**
 * Boosts regression trees on histograms (Friedman 2001; Chen & Guestrin 2016; Ke et al. 2017) for the squared error.
 * The same input, options and seed give the same bytes.
 * @param columns one typed array per column, all of one length; see `Column`
 * @param target one finite number per row
 * @throws RangeError or TypeError on misuse, before any work; the signal's reason on abort
 */
export function train(
  columns: readonly Column[],
  target: Float64Array,
  options: TrainOptions = {},
): Model<ArrayBuffer> {
  const settings = resolveOptions(options)
  const rows = checkColumns(columns)
  checkTarget(target, rows)
  const { validation, weights = null } = options
  if (weights) checkWeights(weights, rows, 'weights')
  if (validation) checkValidation(validation, columns)
  options.signal?.throwIfAborted()
  return boostTable(dropAbsent({ columns, target, weights }), settings, options)
}

function boostTable(table: Table, settings: Resolved, options: TrainOptions): Model<ArrayBuffer> {
  const { columns, target, weights } = table
  const rows = target.length
  const { validation } = options
  const helpers = options.crew && options.crew.size > 0 ? options.crew : null
  const mappers = fitMappers(columns, settings.maxBins, settings.levelRows, weights)
  const scale = fitScale(target)
  const rules: GrowthRules = { ...settings }
  const { maxDepth } = rules
  const plan = {
    rows,
    mappers,
    target,
    weights,
    isCurved: squaredError.curvature !== null,
    scale,
    rules,
    maxDepth,
    maxLeaves: mostLeaves(rules, rows),
  }
  const space = createWorkspace(plan, helpers !== null, rows * columns.length >= COMPILED_CELLS)
  const bins = applyMappers(mappers, columns, rows, space.cells)
  // Predictions are not needed yet: their place holds the target on the standard scale, once.
  standardiseInto(target, scale, space.raw)
  const start = squaredError.start(space.raw, weights)
  const gainUnit = totalSquares(space.raw, weights, start)
  rules.minGain = settings.minGain * gainUnit
  space.raw.fill(start)
  const watch = validation ? new Watch(validation, mappers, scale, squaredError) : null
  watch?.begin(start)

  const tasks = new Tasks(space, squaredError)
  // Fewer at once for threads that share the way to memory, and a fairer share for each.
  const columnsPerTask = helpers ? 4 : 8
  const run = (team: Team): Tree[] =>
    boost(bins, space, new Grower(space, rules, tasks, team, columnsPerTask), settings, watch, options)
  const job: Job = { kind: 'train', space }
  const trees =
    helpers && space.cells.buffer instanceof SharedArrayBuffer ? helpers.lead(job, tasks, run) : run(alone(tasks))

  for (const tree of trees) {
    for (let i = 0; i < tree.leaves; i++) tree.leafValue[i] = restoreSize(tree.leafValue[i]!, scale)
    for (let i = 0; i < tree.splits; i++) tree.gain[i] = tree.gain[i]! / gainUnit
  }
  return Model.from(packModel(restoreValue(start, scale), mappers.map(knownCodes), trees))
}

function boost(
  bins: Bins,
  space: Workspace,
  grower: Grower,
  settings: Resolved,
  watch: Watch | null,
  { onRound, signal }: TrainOptions,
): Tree[] {
  const draw = new Draw(bins, space, settings)
  const trees: Tree[] = []
  for (let round = 1; round <= settings.rounds; round++) {
    signal?.throwIfAborted()
    draw.next()
    const tree = grower.grow(draw.rows, draw.features, draw.others.length > 0)
    if (draw.others.length > 0) grower.addToOthers(tree, bins, draw.others, space.raw)
    trees.push(tree)
    const keepOn = watch?.see(tree, grower, round) ?? true
    onRound?.({ round, rounds: settings.rounds, validationLoss: watch?.loss ?? null })
    if (!keepOn) break
  }
  return watch ? trees.slice(0, watch.best) : trees
}

/** Draws the rows and columns of each tree, into the workspace. */
class Draw {
  /** How many. */
  readonly rows: number
  readonly features: number
  /** The rows not drawn: they stand behind those drawn. */
  readonly others: Int32Array
  readonly #drawn: Int32Array
  readonly #columns: Int32Array
  readonly #random: Random
  readonly #order: Int32Array

  constructor(bins: Bins, { index, features }: Workspace, settings: Resolved) {
    this.#random = new Random(settings.seed)
    this.#order = canonicalOrder(bins)
    this.rows = Math.max(1, Math.round(bins.rows * settings.rowSample))
    this.features = Math.max(1, Math.round(bins.mappers.length * settings.columnSample))
    this.#drawn = index.subarray(0, this.rows)
    this.others = index.subarray(this.rows)
    this.#columns = features.subarray(0, this.features)
    this.#columns.set(this.#order.subarray(0, this.features))
  }

  next(): void {
    if (this.others.length > 0) {
      const count = this.rows + this.others.length
      sampleInto(this.#drawn, this.rows, count, this.#random)
      let at = 0
      let other = 0
      for (let row = 0; row < count; row++) {
        if (at < this.rows && this.#drawn[at] === row) at++
        else this.others[other++] = row
      }
    }
    if (this.features < this.#order.length) {
      sampleInto(this.#columns, this.features, this.#order.length, this.#random)
      for (let i = 0; i < this.features; i++) this.#columns[i] = this.#order[this.#columns[i]!]!
    }
  }
}

/** Follows the validation rows and says when to stop. */
class Watch {
  /** Rounds of the best model so far. */
  best = 0
  loss = Infinity
  readonly #bins: Bins
  readonly #target: Float64Array
  readonly #raw: Float64Array
  readonly #rows: Int32Array
  readonly #patience: number
  readonly #weights: Float64Array | null
  readonly #measure: Loss
  #least = Infinity

  constructor(validation: Validation, mappers: readonly Mapper[], scale: Scale, loss: Loss) {
    const count = validation.target.length
    this.#bins = applyMappers(mappers, validation.columns, count)
    this.#target = standardiseInto(validation.target, scale, new Float64Array(count))
    this.#raw = new Float64Array(count)
    this.#rows = Int32Array.from({ length: count }, (_, i) => i)
    this.#weights = validation.weights ?? null
    this.#patience = validation.patience ?? PATIENCE
    this.#measure = loss
  }

  begin(start: number): void {
    this.#raw.fill(start)
    this.#least = this.#measure.mean(this.#target, this.#raw, this.#weights)
  }

  /** Takes in the newest tree; false when it is time to stop. */
  see(tree: Tree, grower: Grower, round: number): boolean {
    grower.addToOthers(tree, this.#bins, this.#rows, this.#raw)
    this.loss = this.#measure.mean(this.#target, this.#raw, this.#weights)
    if (this.loss < this.#least) {
      this.#least = this.loss
      this.best = round
    }
    return round - this.best < this.#patience
  }
}

function checkValidation({ columns, target, weights, patience = PATIENCE }: Validation, like: readonly Column[]): void {
  if (columns.length !== like.length) {
    throw new RangeError(`validation: expected ${like.length} columns, got ${columns.length}`)
  }
  const rows = checkColumns(columns)
  columns.forEach((column, f) => {
    if (isCategorical(column) === isCategorical(like[f]!)) return
    const kind = isCategorical(column) ? 'numeric' : 'categorical'
    throw new TypeError(
      `validation column ${f}: expected a ${kind} column as in training, got ${column.constructor.name}`,
    )
  })
  checkTarget(target, rows)
  if (weights) checkWeights(weights, rows, 'validation weights')
  if (!(patience >= 1)) throw new RangeError(`patience: expected at least 1, got ${patience}`)
}

/**
 * Σ weight (target - mean)², on the standard scale, where the mean of rows without weights is 0; 1 for a constant
 * target, which has no gain to share.
 */
function totalSquares(target: Float64Array, weights: Float64Array | null, mean: number): number {
  let sum = 0
  for (let i = 0; i < target.length; i++) {
    sum += weights ? weights[i]! * (target[i]! - mean) ** 2 : target[i]! * target[i]!
  }
  return sum > 0 ? sum : 1
}

function knownCodes(mapper: Mapper): Uint32Array | null {
  if (mapper.kind === 'numeric') return null
  const words = new Uint32Array((mapper.binOf.length + 31) >>> 5)
  for (let code = 0; code < mapper.binOf.length; code++) if (mapper.binOf[code]! < mapper.count) setBit(words, code)
  return words
}
