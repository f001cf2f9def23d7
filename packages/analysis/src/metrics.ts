interface Scores {
  r2: number | null
  mae: number
  rmse: number
}

/**
 * Errors on held-out rows. R² is relative to the mean of the held-out target itself, and null where that does not vary.
 * Errors are divided by the largest before they are squared, so that targets near 1e300 do not overflow.
 */
export function score(target: Float64Array, predicted: Float64Array): Scores {
  const count = target.length
  let mean = 0
  target.forEach((value, i) => {
    mean += value / (i + 1) - mean / (i + 1)
  })
  let largest = 0
  let spread = 0
  target.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value - (predicted[i] ?? NaN)))
    spread = Math.max(spread, Math.abs(value - mean))
  })
  const unit = Math.max(largest, spread)
  if (unit === 0) return { r2: null, mae: 0, rmse: 0 }
  let absolute = 0
  let squares = 0
  let total = 0
  target.forEach((value, i) => {
    const error = (value - (predicted[i] ?? NaN)) / unit
    const deviation = (value - mean) / unit
    absolute += Math.abs(error)
    squares += error * error
    total += deviation * deviation
  })
  const r2 = target.every((value) => value === target[0]) || total === 0 ? null : 1 - squares / total
  return { r2, mae: (absolute / count) * unit, rmse: Math.sqrt(squares / count) * unit }
}
