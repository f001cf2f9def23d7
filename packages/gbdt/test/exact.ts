import type { Model } from '../src/index.ts'
import { openModel, type Opened } from '../src/model/layout.ts'
import { goesLeft } from '../src/model/route.ts'
import { at } from './at.ts'

/** An exact number: nothing in here is ever rounded. */
export interface Rational {
  over: bigint
  under: bigint
}

export const ZERO: Rational = { over: 0n, under: 1n }

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a < 0n ? -a : a
}

export function rational(over: bigint, under: bigint): Rational {
  const common = gcd(over, under)
  return common === 0n ? ZERO : { over: over / common, under: under / common }
}

/** The very number a double is. */
export function exactly(value: number): Rational {
  let under = 1n
  let scaled = value
  for (; !Number.isInteger(scaled); under *= 2n) scaled *= 2
  return rational(BigInt(scaled), under)
}

export const plus = (a: Rational, b: Rational): Rational =>
  rational(a.over * b.under + b.over * a.under, a.under * b.under)

export const times = (a: Rational, b: Rational): Rational => rational(a.over * b.over, a.under * b.under)

/** How far a double is from an exact number, to a relative 2^-53 of the distance itself. */
export function distance(exact: Rational, value: number): number {
  const { over, under } = plus(exact, times(exactly(value), { over: -1n, under: 1n }))
  return Math.abs(Number((over << 300n) / under) / 2 ** 300)
}

/** A feature on a path: the share `kept / met` of training rows that follow its splits, and whether the row does. */
export interface Step {
  kept: bigint
  met: bigint
  follows: boolean
}

const factorial = (n: number): bigint => (n <= 1 ? 1n : BigInt(n) * factorial(n - 1))

/**
 * By size of coalition, the sum over all coalitions of the other features of the share of the leaf they leave, times
 * the product of all `met` of the others: the coefficients of Π (kept + met·follows·y), all of them integers.
 */
function coalitions(others: readonly Step[]): bigint[] {
  let sums = [1n]
  for (const { kept, met, follows } of others) {
    const next = [...sums.map((sum) => sum * kept), 0n]
    if (follows) sums.forEach((sum, size) => (next[size + 1] = at(next, size + 1) + sum * met))
    sums = next
  }
  return sums
}

/** ∫ Π (z_k (1 - t) + o_k t) dt over [0, 1], by the Shapley weights of coalitions: Σ size! (n - size)! / (n + 1)! · sum. */
export function exactIntegral(others: readonly Step[]): Rational {
  const count = others.length
  const weighted = coalitions(others).reduce(
    (sum, part, size) => sum + part * factorial(size) * factorial(count - size),
    0n,
  )
  return rational(weighted, factorial(count + 1) * others.reduce((product, { met }) => product * met, 1n))
}

/** Path-dependent SHAP values without any rounding. Covers must be whole numbers. */
export function exactShap(model: Model, row: readonly number[]): Rational[] {
  const opened = openModel(model.buffer)
  const phi = Array.from({ length: model.features }, () => ZERO)
  for (const root of opened.roots) if (root >= 0) follow(opened, root, row, new Map(), phi)
  return phi
}

function follow(
  model: Opened,
  node: number,
  row: readonly number[],
  path: ReadonlyMap<number, Step>,
  phi: Rational[],
): void {
  if (node < 0) {
    for (const [feature, { kept, met, follows }] of path) {
      const others = [...path].filter(([other]) => other !== feature).map(([, step]) => step)
      const change = rational((follows ? met : 0n) - kept, met)
      const part = times(times(change, exactIntegral(others)), exactly(at(model.leafValue, ~node)))
      phi[feature] = plus(at(phi, feature), part)
    }
    return
  }
  const feature = at(model.feature, node)
  const cover = BigInt(at(model.cover, node))
  const left = goesLeft(model, node, at(row, feature))
  for (const [child, goes] of [
    [at(model.left, node), left],
    [at(model.right, node), !left],
  ] as const) {
    const { kept, met, follows } = path.get(feature) ?? { kept: 1n, met: 1n, follows: true }
    const reached = BigInt(child < 0 ? at(model.leafCover, ~child) : at(model.cover, child))
    // Where no row came there is nothing to share out.
    const step = {
      kept: cover === 0n ? 0n : kept * reached,
      met: cover === 0n ? 1n : met * cover,
      follows: follows && goes,
    }
    follow(model, child, row, new Map(path).set(feature, step), phi)
  }
}
