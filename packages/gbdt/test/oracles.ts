import { openModel, type Opened } from '../src/model/layout.ts'
import type { Model } from '../src/index.ts'
import { goesLeft } from '../src/model/route.ts'
import { at } from './at.ts'
import { coverRatio } from '../src/shap/shap-plan.ts'

/** Mean prediction of one tree when only the features of `known` (a bit mask) are known. */
function conditional(model: Opened, node: number, row: readonly number[], known: number): number {
  if (node < 0) return at(model.leafValue, ~node)
  const feature = at(model.feature, node)
  const left = at(model.left, node)
  const right = at(model.right, node)
  if (known & (1 << feature)) {
    return conditional(model, goesLeft(model, node, at(row, feature)) ? left : right, row, known)
  }
  return [left, right]
    .map((child) => coverRatio(model, node, child) * conditional(model, child, row, known))
    .reduce((a, b) => a + b)
}

/** Shapley values by their definition: every subset of features, path-dependent conditional expectation. */
export function bruteForce(model: Model, row: readonly number[]): number[] {
  const opened = openModel(model.buffer)
  const width = model.features
  const worth = Array.from({ length: 1 << width }, (_, known) =>
    [...opened.roots].reduce((sum, root) => sum + conditional(opened, root, row, known), 0),
  )
  const factorial = [1]
  for (let i = 1; i <= width; i++) factorial[i] = at(factorial, i - 1) * i
  return Array.from({ length: width }, (_, j) => {
    let phi = 0
    for (let known = 0; known < 1 << width; known++) {
      if (known & (1 << j)) continue
      const size = known.toString(2).replaceAll('0', '').length
      const weight = (at(factorial, size) * at(factorial, width - size - 1)) / at(factorial, width)
      phi += weight * (at(worth, known | (1 << j)) - at(worth, known))
    }
    return phi
  })
}

interface Step {
  feature: number
  zero: number
  one: number
  weight: number
}

/** TreeSHAP as first published (Lundberg, Erion & Lee 2018, algorithm 2): extend the path, unwind it, sum. */
export function classicTreeShap(model: Model, row: readonly number[]): number[] {
  const opened = openModel(model.buffer)
  const phi = Array.from({ length: model.features }, () => 0)
  for (const root of opened.roots) walk(opened, root, row, [], 1, 1, -1, phi)
  return phi
}

function walk(
  model: Opened,
  node: number,
  row: readonly number[],
  above: readonly Step[],
  zero: number,
  one: number,
  feature: number,
  phi: number[],
): void {
  let path = extend(above, zero, one, feature)
  if (node < 0) {
    for (let i = 1; i < path.length; i++) {
      const total = unwind(path, i).reduce((sum, step) => sum + step.weight, 0)
      const step = at(path, i)
      phi[step.feature] = at(phi, step.feature) + total * (step.one - step.zero) * at(model.leafValue, ~node)
    }
    return
  }
  const next = at(model.feature, node)
  const left = goesLeft(model, node, at(row, next))
  let heldZero = 1
  let heldOne = 1
  const earlier = path.findIndex((step, i) => i > 0 && step.feature === next)
  if (earlier > 0) {
    heldZero = at(path, earlier).zero
    heldOne = at(path, earlier).one
    path = unwind(path, earlier)
  }
  for (const [child, hot] of [
    [at(model.left, node), left],
    [at(model.right, node), !left],
  ] as const) {
    walk(model, child, row, path, heldZero * coverRatio(model, node, child), hot ? heldOne : 0, next, phi)
  }
}

function extend(above: readonly Step[], zero: number, one: number, feature: number): Step[] {
  const path = above.map((step) => ({ ...step }))
  const depth = path.length
  path.push({ feature, zero, one, weight: depth === 0 ? 1 : 0 })
  for (let i = depth - 1; i >= 0; i--) {
    at(path, i + 1).weight += (one * at(path, i).weight * (i + 1)) / (depth + 1)
    at(path, i).weight = (zero * at(path, i).weight * (depth - i)) / (depth + 1)
  }
  return path
}

function unwind(full: readonly Step[], index: number): Step[] {
  const path = full.map((step) => ({ ...step }))
  const depth = path.length - 1
  const { zero, one } = at(path, index)
  let next = at(path, depth).weight
  for (let i = depth - 1; i >= 0; i--) {
    if (one !== 0) {
      const held = at(path, i).weight
      at(path, i).weight = (next * (depth + 1)) / ((i + 1) * one)
      next = held - (at(path, i).weight * zero * (depth - i)) / (depth + 1)
    } else at(path, i).weight = (at(path, i).weight * (depth + 1)) / (zero * (depth - i))
  }
  for (let i = index; i < depth; i++) {
    at(path, i).feature = at(path, i + 1).feature
    at(path, i).zero = at(path, i + 1).zero
    at(path, i).one = at(path, i + 1).one
  }
  path.pop()
  return path
}
