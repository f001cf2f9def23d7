/** `standard = (value * shrink - centre) * stretch`; both factors are powers of two, so they cost no precision. */
export interface Scale {
  shrink: number
  centre: number
  stretch: number
}

/** The power of two that brings `size` to [1, 2), kept within what a double and its inverse can hold. */
function towardsOne(size: number): number {
  if (!(size > 0)) return 1
  const exponent = Math.floor(Math.log2(size))
  return 2 ** Math.max(-1022, Math.min(1022, -exponent))
}

/**
 * Finds the scale on which a target has mean 0 and a spread of about 1, so that squares of targets near 1e300 or 1e-300
 * neither overflow nor vanish, and a small variation on a large offset keeps its digits.
 */
export function fitScale(target: Float64Array): Scale {
  let largest = 0
  for (let i = 0; i < target.length; i++) largest = Math.max(largest, Math.abs(target[i]!))
  const shrink = towardsOne(largest)
  let centre = 0
  for (let i = 0; i < target.length; i++) centre += (target[i]! * shrink - centre) / (i + 1)
  let spread = 0
  for (let i = 0; i < target.length; i++) spread = Math.max(spread, Math.abs(target[i]! * shrink - centre))
  return { shrink, centre, stretch: towardsOne(spread) }
}

/** Brings a target to the standard scale, into `out`. */
export function standardiseInto(
  target: Float64Array,
  { shrink, centre, stretch }: Scale,
  out: Float64Array,
): Float64Array {
  for (let i = 0; i < target.length; i++) out[i] = (target[i]! * shrink - centre) * stretch
  return out
}

/** A difference on the standard scale, back in the target's unit. */
export function restoreSize(value: number, { shrink, stretch }: Scale): number {
  return value / stretch / shrink
}

/** A value on the standard scale, back in the target's unit. */
export function restoreValue(value: number, scale: Scale): number {
  return (value / scale.stretch + scale.centre) / scale.shrink
}
