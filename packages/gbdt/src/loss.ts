/**
 * What boosting needs to know of a loss. The second derivative is 1 for every row: that is what the packed histogram
 * counts. A loss without that property needs a second histogram of its own.
 */
export interface Loss {
  /** The constant prediction every row starts from. */
  start(target: Float64Array): number
  /** First derivative of a row's loss by its prediction. */
  slope(target: number, raw: number): number
  /** Mean loss, comparable between rounds. */
  mean(target: Float64Array, raw: Float64Array): number
}

/** Half the squared error: gradient `raw - target` (Friedman 2001). */
export const squaredError: Loss = {
  start(target) {
    let mean = 0
    for (let i = 0; i < target.length; i++) mean += (target[i]! - mean) / (i + 1)
    return mean
  },

  slope: (target, raw) => raw - target,

  mean(target, raw) {
    let sum = 0
    for (let i = 0; i < target.length; i++) {
      const error = raw[i]! - target[i]!
      sum += error * error
    }
    return sum / (2 * target.length)
  },
}
