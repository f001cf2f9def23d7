import { applyMappers, type Bins, canonicalOrder, fitMappers, type Mapper } from './bins.ts'
import { type Column, checkColumns, setBit } from './columns.ts'
import { Grower } from './grow.ts'
import { packModel } from './layout.ts'
import { type Loss, squaredError } from './loss.ts'
import { Model } from './model.ts'
import { type Resolved, resolveOptions, type TrainOptions, type Validation } from './options.ts'
import { Random, sampleInto } from './random.ts'
import { fitScale, restoreSize, restoreValue, type Scale, standardise } from './scale.ts'
import type { Tree } from './tree.ts'

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
  const { validation } = options
  if (validation) checkTarget(validation.target, checkColumns(validation.columns))

  const mappers = fitMappers(columns, settings.maxBins, settings.levelRows)
  const bins = applyMappers(mappers, columns, rows)
  const scale = fitScale(target)
  const standard = standardise(target, scale)
  const watch = validation ? new Watch(validation, mappers, scale, squaredError) : null
  const { start, trees } = boost(bins, standard, squaredError, settings, watch, options)

  const gainUnit = totalSquares(standard)
  for (const tree of trees) {
    for (let i = 0; i < tree.leaves; i++) tree.leafValue[i] = restoreSize(tree.leafValue[i]!, scale)
    for (let i = 0; i < tree.splits; i++) tree.gain[i] = tree.gain[i]! / gainUnit
  }
  return Model.from(packModel(restoreValue(start, scale), mappers.map(knownCodes), trees))
}

function checkTarget(target: Float64Array, rows: number): void {
  if (!(target instanceof Float64Array)) throw new TypeError(`target: expected a Float64Array, got ${typeof target}`)
  if (target.length !== rows) throw new RangeError(`target: expected ${rows} rows, got ${target.length}`)
  if (rows === 0) throw new RangeError('target: expected at least one row, got none')
  const bad = target.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new RangeError(`target: expected finite numbers, got ${target[bad]} in row ${bad}`)
}

function boost(
  bins: Bins,
  target: Float64Array,
  loss: Loss,
  settings: Resolved,
  watch: Watch | null,
  { onRound, signal }: TrainOptions,
): { start: number; trees: Tree[] } {
  const { rows } = bins
  const start = loss.start(target)
  const raw = new Float64Array(rows).fill(start)
  const gradient = new Float64Array(rows)
  watch?.begin(start)
  const totals = totalSquares(target)
  const grower = new Grower(bins, { ...settings, minGain: settings.minGain * totals })
  const draw = new Draw(bins, settings)
  const trees: Tree[] = []
  for (let round = 1; round <= settings.rounds; round++) {
    signal?.throwIfAborted()
    draw.next()
    loss.gradient(target, raw, gradient)
    const tree = grower.grow(gradient, draw.rows, draw.features)
    grower.addToGrown(tree, raw)
    if (draw.others.length > 0) grower.addToOthers(tree, bins, draw.others, raw)
    trees.push(tree)
    const keepOn = watch?.see(tree, grower, round) ?? true
    onRound?.({ round, rounds: settings.rounds, validationLoss: watch?.loss ?? null })
    if (!keepOn) break
  }
  return { start, trees: watch ? trees.slice(0, watch.best) : trees }
}

/** Draws the rows and columns of each tree. */
class Draw {
  rows: Int32Array
  others: Int32Array
  features: Int32Array
  readonly #random: Random
  readonly #order: Int32Array
  readonly #count: number

  constructor(bins: Bins, settings: Resolved) {
    const width = bins.mappers.length
    this.#random = new Random(settings.seed)
    this.#order = canonicalOrder(bins)
    this.#count = bins.rows
    this.rows = new Int32Array(Math.max(1, Math.round(bins.rows * settings.rowSample)))
    this.others = new Int32Array(bins.rows - this.rows.length)
    this.features = new Int32Array(Math.max(1, Math.round(width * settings.columnSample)))
    for (let i = 0; i < this.rows.length; i++) this.rows[i] = i
    for (let i = 0; i < this.features.length; i++) this.features[i] = this.#order[i]!
  }

  next(): void {
    if (this.others.length > 0) {
      sampleInto(this.rows, this.rows.length, this.#count, this.#random)
      let at = 0
      let other = 0
      for (let row = 0; row < this.#count; row++) {
        if (at < this.rows.length && this.rows[at] === row) at++
        else this.others[other++] = row
      }
    }
    if (this.features.length < this.#order.length) {
      sampleInto(this.features, this.features.length, this.#order.length, this.#random)
      for (let i = 0; i < this.features.length; i++) this.features[i] = this.#order[this.features[i]!]!
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
  readonly #measure: Loss
  #least = Infinity

  constructor(validation: Validation, mappers: readonly Mapper[], scale: Scale, loss: Loss) {
    const count = validation.target.length
    if (validation.columns.length !== mappers.length) {
      throw new RangeError(`validation: expected ${mappers.length} columns, got ${validation.columns.length}`)
    }
    this.#bins = applyMappers(mappers, validation.columns, count)
    this.#target = standardise(validation.target, scale)
    this.#raw = new Float64Array(count)
    this.#rows = Int32Array.from({ length: count }, (_, i) => i)
    this.#patience = validation.patience ?? 50
    this.#measure = loss
    if (!(this.#patience >= 1)) throw new RangeError(`patience: expected at least 1, got ${this.#patience}`)
  }

  begin(start: number): void {
    this.#raw.fill(start)
    this.#least = this.#measure.mean(this.#target, this.#raw)
  }

  /** Takes in the newest tree; false when it is time to stop. */
  see(tree: Tree, grower: Grower, round: number): boolean {
    grower.addToOthers(tree, this.#bins, this.#rows, this.#raw)
    this.loss = this.#measure.mean(this.#target, this.#raw)
    if (this.loss < this.#least) {
      this.#least = this.loss
      this.best = round
    }
    return round - this.best < this.#patience
  }
}

/** Σ target², on the standard scale, where the mean is 0; 1 for a constant target, which has no gain to share. */
function totalSquares(target: Float64Array): number {
  let sum = 0
  for (let i = 0; i < target.length; i++) sum += target[i]! * target[i]!
  return sum > 0 ? sum : 1
}

function knownCodes(mapper: Mapper): Uint32Array | null {
  if (mapper.kind === 'numeric') return null
  const words = new Uint32Array((mapper.binOf.length + 31) >>> 5)
  for (let code = 0; code < mapper.binOf.length; code++) if (mapper.binOf[code]! < mapper.count) setBit(words, code)
  return words
}
