/**
 * What boosting needs to know of a loss. Growth asks for nothing else: gradients and second derivatives are summed by
 * bin and leaf, a leaf is worth -Σ slope / (Σ curvature + λ), and rows count by their weights throughout.
 */
export interface Loss {
  /** The constant prediction every row starts from: the one of least mean loss. */
  start(target: Float64Array, weights: Float64Array | null): number
  /** First derivative of a row's loss by its prediction. */
  slope(target: number, raw: number): number
  /**
   * Second derivative, or what stands in for it; null where it is 1 for every row. Rows without weights are then summed
   * by their number alone, which is packed with the gradient; else there is a second histogram for it.
   */
  readonly curvature: ((target: number, raw: number) => number) | null
  /** Mean loss, comparable between rounds. */
  mean(target: Float64Array, raw: Float64Array, weights: Float64Array | null): number
}

/** Half the squared error: gradient `raw - target` (Friedman 2001). */
export const squaredError: Loss = {
  start(target, weights) {
    let mean = 0
    let total = 0
    for (let i = 0; i < target.length; i++) {
      const weight = weights ? weights[i]! : 1
      total += weight
      // Weights of 0 before any other leave nothing to divide by.
      if (weight > 0) mean += (weight * (target[i]! - mean)) / total
    }
    return mean
  },

  slope: (target, raw) => raw - target,

  curvature: null,

  mean(target, raw, weights) {
    let sum = 0
    let total = 0
    for (let i = 0; i < target.length; i++) {
      const weight = weights ? weights[i]! : 1
      const error = raw[i]! - target[i]!
      sum += weight * (error * error)
      total += weight
    }
    return sum / (2 * total)
  },
}
