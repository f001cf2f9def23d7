/** Points and weights of a quadrature rule on [0, 1]. */
interface Quadrature {
  points: Float64Array
  weights: Float64Array
}

const rules = new Map<number, Quadrature>()

/**
 * The Gauss–Legendre rule of `count` points on [0, 1], exact for polynomials up to degree 2·count - 1.
 * Points are the roots of the Legendre polynomial, by Newton's method from the usual cosine guess.
 */
export function gaussLegendre(count: number): Quadrature {
  const cached = rules.get(count)
  if (cached) return cached
  const points = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let i = 0; i < (count + 1) >> 1; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5))
    let slope = 1
    // Newton doubles the right digits each time: from this guess five steps reach the last one.
    for (let step = 0; step < 8; step++) {
      let previous = 0
      let value = 1
      for (let n = 1; n <= count; n++) {
        const next = ((2 * n - 1) * x * value - (n - 1) * previous) / n
        previous = value
        value = next
      }
      slope = (count * (x * value - previous)) / (x * x - 1)
      x -= value / slope
    }
    const weight = 1 / ((1 - x * x) * slope * slope)
    points[i] = (1 - x) / 2
    points[count - 1 - i] = (1 + x) / 2
    weights[i] = weight
    weights[count - 1 - i] = weight
  }
  const rule = { points, weights }
  rules.set(count, rule)
  return rule
}
