import { type Column, checkTarget } from '../columns.ts'
import { type ShapOptions, shapInto } from '../shap/explainer.ts'
import { type Opened, openModel } from './layout.ts'
import { type PermutationImportance, type PermutationOptions, permutationImportance } from './permutation.ts'
import { predictByCrew, shapByCrew } from './model-crew.ts'
import { type PredictOptions, predictInto } from './predict.ts'
import { begin } from '../progress.ts'
import { checkInput, checkOutput } from './route.ts'
import { expectedValue } from '../shap/shap.ts'
import { checkWeights, dropAbsent } from '../grow/weights.ts'

export type Importance = 'gain' | 'cover' | 'splits'

/** A trained model: a read-only view on one buffer, which may be stored, sent to a worker or shared. */
export class Model<Buffer extends ArrayBufferLike = ArrayBufferLike> {
  /** Everything there is to the model. */
  readonly buffer: Buffer
  /** Columns it expects. */
  readonly features: number
  readonly trees: number
  /** Mean prediction over the training rows, by their weight, in the target's unit; `bias + sum of a row's SHAP values = prediction`. */
  readonly bias: number
  readonly #opened: Opened

  private constructor(buffer: Buffer) {
    this.#opened = openModel(buffer)
    this.buffer = buffer
    this.features = this.#opened.features
    this.trees = this.#opened.trees
    this.bias = expectedValue(this.#opened)
  }

  /**
   * Opens a model without copying it.
   * @throws RangeError when the buffer is not a model of this version or is damaged
   */
  static from<Buffer extends ArrayBufferLike>(buffer: Buffer): Model<Buffer> {
    return new Model(buffer)
  }

  /**
   * Predicts the target of each row.
   * @param columns as in training: same number, order and kinds. NaN, negative codes and codes unknown from training are missing.
   * @param out one place per row; allocated when absent
   * @returns `out`, in the target's unit
   */
  predict(columns: readonly Column[], out?: Float64Array, { crew }: PredictOptions = {}): Float64Array {
    const rows = checkInput(this.#opened, columns)
    const target = checkOutput(out ?? new Float64Array(rows), rows)
    if (crew && crew.size > 0) predictByCrew(this.buffer, columns, target, crew)
    else predictInto(this.#opened, columns, target)
    return target
  }

  /**
   * Explains each row by exact path-dependent SHAP values (Lundberg, Erion & Lee 2018; Lundberg et al. 2020).
   * @param columns as in `predict`
   * @param out rows × features places, row by row; allocated when absent
   * @returns `out`: how much each feature moved the row's prediction away from `bias`, in the target's unit
   * @throws RangeError or TypeError on misuse, before any work; the signal's reason on abort
   */
  shap(columns: readonly Column[], out?: Float64Array, options: ShapOptions = {}): Float64Array {
    const rows = checkInput(this.#opened, columns)
    const target = checkOutput(out ?? new Float64Array(rows * this.features), rows * this.features).fill(0)
    const report = begin(options, rows)
    const { crew } = options
    if (crew && crew.size > 0) shapByCrew(this.buffer, columns, target, crew, report)
    else shapInto(this.#opened, columns, rows, target, report)
    return target
  }

  /**
   * Importance of each feature by what it costs to shuffle its values (Breiman 2001, section 10; model reliance of
   * Fisher, Rudin & Dominici 2019). The same input and seed give the same numbers, wherever the columns stand.
   * Memory: 4 bytes a row, 16 more a row for weights and sums, and one block of rows.
   * @param columns as in `predict`; of rows the model was not trained on, or it will overrate what it learnt by heart
   * @param target one finite number per row
   * @throws RangeError or TypeError on misuse, before any work; the signal's reason on abort
   */
  permutationImportance(
    columns: readonly Column[],
    target: Float64Array,
    options: PermutationOptions = {},
  ): PermutationImportance {
    const rows = checkInput(this.#opened, columns)
    checkTarget(target, rows)
    const { weights = null } = options
    if (weights) checkWeights(weights, rows, 'weights')
    return permutationImportance(this.#opened, this.buffer, dropAbsent({ columns, target, weights }), options)
  }

  /**
   * Importance of each feature as the trees themselves tell it.
   * @param kind `gain`: squared error its splits would have removed unshrunk, in units of the training target's total
   *   sum of squares (in the source's own unit for an imported model); `cover`: training rows that met its splits, or their weight; `splits`: their number
   * @returns one number per feature, not normalised
   */
  importance(kind: Importance): Float64Array {
    const { feature, gain, cover } = this.#opened
    if (kind !== 'gain' && kind !== 'cover' && kind !== 'splits') {
      throw new RangeError(`expected importance 'gain', 'cover' or 'splits', got ${String(kind)}`)
    }
    const out = new Float64Array(this.features)
    for (let i = 0; i < feature.length; i++) {
      const amount = kind === 'gain' ? gain[i]! : kind === 'cover' ? cover[i]! : 1
      out[feature[i]!] = out[feature[i]!]! + amount
    }
    return out
  }
}
