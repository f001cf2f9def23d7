import { MAX_BINS, type Mapper } from '../bins/mapper.ts'
import { FOUND } from './found.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type Packing, packedCount, packedGradient } from './histogram.ts'
import { bestWeightedCut } from './weighted-cut.ts'

export interface SplitRules {
  /** λ: added to the row count of a side when it is scored. */
  lambda: number
  /** γ: a split must gain more than this. */
  minGain: number
  /** Least rows on either side. */
  minRows: number
  /** Least sum of second derivatives on either side, where they differ from row to row. */
  minChildWeight: number
  /** Rows of average gradient added to a category when categories are put in order. */
  categorySmoothing: number
  /** Added to λ when a categorical split is scored: choosing the order from the data makes its gain optimistic. */
  categoryLambda: number
}

/** A chosen split of one node. */
export interface Split {
  feature: number
  gain: number
  /** Numeric: the cut whose lower side goes left; -1 when only missing goes left. Categorical: unused. */
  cut: number
  missingLeft: boolean
  leftCount: number
  /** By bin, the missing bin included: 1 goes left. */
  goesLeft: Uint8Array
}

/** What a table offers to split on: its columns' kinds and where their bins start. */
export interface SplitSource {
  mappers: readonly Mapper[]
  offsets: Int32Array
  /** Second derivatives by row, where they differ: then each bin of a histogram has their sum behind the packed one. */
  hessian?: Float64Array | null
}

/**
 * Finds the best split of a node from its histogram (Chen & Guestrin 2016, algorithm 1 and 3; Ke et al. 2017 for
 * categories). The gain of a split is GL²/(nL+λ) + GR²/(nR+λ) - G²/(n+λ). Both directions are tried for missing. Of equal gains the first met is kept.
 */
export class SplitFinder {
  readonly #source: SplitSource
  readonly #rules: SplitRules
  readonly #kernel: Kernel | null
  /** Sums in a bin: 2 where second derivatives are summed too. */
  readonly #width: 1 | 2
  /** Of the tree being grown. */
  packing: Packing
  // The best of the feature being scanned.
  #gain = 0
  #position = 0
  #missingLeft = false
  #leftSum = 0
  // Bins of a categorical column in the order they are scanned.
  readonly #lane = new Float64Array(2 * MAX_BINS)
  readonly #order = new Int32Array(MAX_BINS)
  readonly #key = new Float64Array(MAX_BINS)

  /** @param kernel the compiled one, where histograms and findings lie in its memory */
  constructor(source: SplitSource, rules: SplitRules, packing: Packing, kernel: Kernel | null = null) {
    this.#source = source
    this.#rules = rules
    this.packing = packing
    this.#kernel = kernel
    this.#width = source.hessian ? 2 : 1
  }

  /**
   * Writes the best split on one column to `found[at]` and after, as `FOUND` says; its gain is `hurdle` where none gains
   * more.
   * @param histogram packed sums by bin
   * @param total packed sum of the node
   * @param hurdle gains up to this are of no interest
   */
  scan(histogram: Float64Array, feature: number, total: number, hurdle: number, found: Float64Array, at: number): void {
    const { mappers, offsets } = this.#source
    const mapper = mappers[feature]!
    const offset = offsets[feature]!
    const { lambda, categoryLambda } = this.#rules
    if (this.#kernel && mapper.kind === 'numeric') {
      found[at] = hurdle
      this.#scanCompiled(this.#kernel, histogram, offset, mapper.count, total, found.byteOffset + at * 8)
      return
    }
    this.#gain = hurdle
    const missing = histogram[offset + mapper.count]!
    if (this.#width === 2) this.#scanWeighted(histogram, mapper, offset, total)
    else if (mapper.kind === 'numeric') this.#prefixes(histogram, offset, mapper.count, missing, total, lambda)
    else {
      const present = this.#orderCategories(histogram, offset, mapper.count, total)
      this.#prefixes(this.#lane, 0, present, missing, total, lambda + categoryLambda)
    }
    found[at + FOUND.gain] = this.#gain
    found[at + FOUND.leftSum] = this.#leftSum
    found[at + FOUND.position] = this.#position
    found[at + FOUND.missingLeft] = this.#missingLeft ? 1 : 0
  }

  /**
   * The best of the splits found by column.
   * @param found where the node's findings start, by feature number
   * @returns the best over the first `count` of `features`, in their order, or null when none gains more than γ
   */
  choose(
    histogram: Float64Array,
    features: Int32Array,
    count: number,
    total: number,
    found: Float64Array,
    from: number,
  ): Split | null {
    const { mappers, offsets } = this.#source
    let best = -1
    let gain = this.#rules.minGain
    for (let k = 0; k < count; k++) {
      const candidate = found[from + features[k]! * FOUND.fields + FOUND.gain]!
      if (candidate > gain) {
        gain = candidate
        best = features[k]!
      }
    }
    if (best < 0) return null
    const at = from + best * FOUND.fields
    this.#gain = gain
    this.#leftSum = found[at + FOUND.leftSum]!
    this.#position = found[at + FOUND.position]!
    this.#missingLeft = found[at + FOUND.missingLeft] === 1
    const mapper = mappers[best]!
    const offset = offsets[best]!
    if (mapper.kind === 'numeric') return this.#numericSplit(best, mapper.count, histogram, offset, total)
    const present = this.#orderCategories(histogram, offset, mapper.count, total)
    const isHeavy = this.#isLeftHeavier(histogram, offset, mapper.count, this.#lane, 0, total)
    return this.#categoricalSplit(
      best,
      mapper.count,
      present,
      histogram[this.#width * (offset + mapper.count)]!,
      isHeavy,
    )
  }

  #scanCompiled(
    kernel: Kernel,
    histogram: Float64Array,
    offset: number,
    bins: number,
    total: number,
    found: number,
  ): void {
    const { unit, step, low } = this.packing
    const { lambda, minRows, minChildWeight } = this.#rules
    const width = this.#width
    const sums = histogram.byteOffset + width * offset * 8
    const missing = histogram[width * (offset + bins)]!
    const rows = packedCount(total, this.packing)
    const gradient = packedGradient(total, rows, this.packing)
    const square = gradient * gradient
    if (width === 1) {
      const parent = square / (rows + lambda)
      if (missing > 0) {
        kernel.scan(sums, bins, missing, total, lambda, minRows, unit, step, low, rows, parent, found, 1)
      }
      kernel.scan(sums, bins, 0, total, lambda, minRows, unit, step, low, rows, parent, found, 0)
      return
    }
    const weight = secondsOf(histogram, offset, bins + 1)
    const missingWeight = histogram[width * (offset + bins) + 1]!
    const rest = [lambda, minRows, minChildWeight, unit, step, low, rows, square / (weight + lambda), found] as const
    if (missing > 0) kernel.scanPairs(sums, bins, missing, missingWeight, total, weight, ...rest, 1)
    kernel.scanPairs(sums, bins, 0, 0, total, weight, ...rest, 0)
  }

  /** As `#prefixes` where second derivatives differ. */
  #scanWeighted(histogram: Float64Array, { kind, count }: Mapper, offset: number, total: number): void {
    const { lambda, categoryLambda, minRows, minChildWeight } = this.#rules
    const isNumeric = kind === 'numeric'
    const bins = isNumeric ? count : this.#orderCategories(histogram, offset, count, total)
    const column = {
      pairs: isNumeric ? histogram : this.#lane,
      from: isNumeric ? offset : 0,
      bins,
      missing: histogram[2 * (offset + count)]!,
      missingWeight: histogram[2 * (offset + count) + 1]!,
      total,
      totalWeight: secondsOf(histogram, offset, count + 1),
    }
    const rules = { lambda, sideLambda: isNumeric ? lambda : lambda + categoryLambda, minRows, minChildWeight }
    const cut = bestWeightedCut(column, rules, this.packing, this.#gain)
    if (!cut) return
    this.#gain = cut.gain
    this.#position = cut.position
    this.#missingLeft = cut.missingLeft
    this.#leftSum = cut.leftSum
  }

  /** Tries every prefix of `bins` bins from `offset`, with missing on either side; keeps the best in the fields. */
  #prefixes(sums: Float64Array, offset: number, bins: number, missing: number, total: number, lambda: number): void {
    const { unit, step, low } = this.packing
    const inverse = 1 / unit
    const { minRows } = this.#rules
    const rows = Math.floor(total * inverse)
    const gradient = (total - rows * unit) * step + rows * low
    const parent = (gradient * gradient) / (rows + this.#rules.lambda)
    // Without missing rows both passes see the same splits.
    for (let pass = missing > 0 ? 1 : 0; pass >= 0; pass--) {
      let left = pass === 1 ? missing : 0
      // A prefix of no bins is a split only when missing goes left; with all bins it is the same split mirrored.
      for (let b = pass === 1 ? -1 : 0; b < bins; b++) {
        if (b >= 0) {
          const sum = sums[offset + b]!
          if (sum === 0) continue
          left += sum
        }
        const leftRows = Math.floor(left * inverse)
        if (leftRows < minRows) continue
        const rightRows = rows - leftRows
        if (rightRows < minRows || rightRows === 0) break
        const right = total - left
        const leftGradient = (left - leftRows * unit) * step + leftRows * low
        const rightGradient = (right - rightRows * unit) * step + rightRows * low
        const leftScore = (leftGradient * leftGradient) / (leftRows + lambda)
        const rightScore = (rightGradient * rightGradient) / (rightRows + lambda)
        const gain = leftScore + rightScore - parent
        if (gain > this.#gain) {
          this.#gain = gain
          this.#position = b
          this.#missingLeft = pass === 1
          this.#leftSum = left
        }
      }
    }
  }

  /** Bins present in the node, by smoothed mean gradient, into the lanes; returns how many. */
  #orderCategories(histogram: Float64Array, offset: number, bins: number, total: number): number {
    const packing = this.packing
    const smoothing = this.#rules.categorySmoothing
    const rows = packedCount(total, packing)
    const width = this.#width
    const all = width === 2 ? secondsOf(histogram, offset, bins + 1) : rows
    const prior = (packedGradient(total, rows, packing) / all) * smoothing
    let present = 0
    for (let b = 0; b < bins; b++) {
      const sum = histogram[width * (offset + b)]!
      if (sum === 0) continue
      const count = packedCount(sum, packing)
      const size = width === 2 ? histogram[2 * (offset + b) + 1]! : count
      const key = (packedGradient(sum, count, packing) + prior) / (size + smoothing)
      let at = present++
      for (; at > 0 && this.#key[at - 1]! > key; at--) {
        this.#key[at] = this.#key[at - 1]!
        this.#order[at] = this.#order[at - 1]!
      }
      this.#key[at] = key
      this.#order[at] = b
    }
    for (let i = 0; i < present; i++) {
      const from = width * (offset + this.#order[i]!)
      for (let part = 0; part < width; part++) this.#lane[width * i + part] = histogram[from + part]!
    }
    return present
  }

  #numericSplit(feature: number, bins: number, histogram: Float64Array, offset: number, total: number): Split {
    const goesLeft = new Uint8Array(bins + 1)
    let cut = this.#position
    if (cut >= 0) {
      // Any cut in a gap without rows gives this split; the middle one serves unseen rows best.
      let next = cut + 1
      while (next < bins && histogram[this.#width * (offset + next)] === 0) next++
      if (next < bins) cut = (cut + next - 1) >>> 1
      goesLeft.fill(1, 0, cut + 1)
    }
    const isHeavy = this.#isLeftHeavier(histogram, offset, bins, histogram, offset, total)
    return this.#finish(feature, cut, goesLeft, histogram[this.#width * (offset + bins)]!, isHeavy)
  }

  #categoricalSplit(feature: number, bins: number, present: number, missing: number, isLeftHeavier: boolean): Split {
    const goesLeft = new Uint8Array(bins + 1)
    const split = this.#finish(feature, 0, goesLeft, missing, isLeftHeavier)
    // Levels the node never saw go where missing goes.
    if (split.missingLeft) goesLeft.fill(1)
    for (let i = 0; i < present; i++) goesLeft[this.#order[i]!] = i <= this.#position ? 1 : 0
    return split
  }

  /** Whether half of the node's rows, or of its weight, go left; `scanned` has the bins from `from` on as they were scanned. */
  #isLeftHeavier(
    histogram: Float64Array,
    offset: number,
    bins: number,
    scanned: Float64Array,
    from: number,
    total: number,
  ): boolean {
    if (this.#width === 1) return packedCount(this.#leftSum, this.packing) * 2 >= packedCount(total, this.packing)
    return secondsOf(scanned, from, this.#position + 1) * 2 >= secondsOf(histogram, offset, bins + 1)
  }

  #finish(feature: number, cut: number, goesLeft: Uint8Array, missing: number, isLeftHeavier: boolean): Split {
    const leftCount = packedCount(this.#leftSum, this.packing)
    // With no missing row to learn from, a missing value goes with the majority.
    const missingLeft = missing > 0 ? this.#missingLeft : isLeftHeavier
    if (missingLeft) goesLeft[goesLeft.length - 1] = 1
    return { feature, gain: this.#gain, cut, missingLeft, leftCount, goesLeft }
  }
}

/** Sum of the second derivatives in some bins of pairs. */
function secondsOf(pairs: Float64Array, from: number, count: number): number {
  let sum = 0
  for (let i = from; i < from + count; i++) sum += pairs[2 * i + 1]!
  return sum
}
