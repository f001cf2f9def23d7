import type { Opened } from '../model/layout.ts'
import { goesLeft } from '../model/route.ts'
import { coverRatio, FOLLOWS_LEFT, FOLLOWS_RIGHT, PARTED_ABOVE, type ShapPlan } from './shap-plan.ts'

/** One tree, all rows of a block. */
export function explainBlock(
  model: Opened,
  plan: ShapPlan,
  block: Float64Array,
  rows: number,
  out: Float64Array,
): void {
  const width = model.features
  const states = new Uint8Array(plan.splits)
  const lanes = new Float64Array((plan.splits * 2 + 1) * plan.lanes)
  const walk = plan.lanes === 2 ? walkTwo : plan.lanes === 3 ? walkThree : walkAny
  for (let row = 0; row < rows; row++) {
    const slot = row * width
    routeRow(model, plan, block, slot, states)
    walk(plan, states, lanes, out, slot)
  }
}

/** Finds the row's state at every split. */
function routeRow(model: Opened, plan: ShapPlan, block: Float64Array, slot: number, states: Uint8Array): void {
  const { splits, node, feature, earlier } = plan
  for (let k = 0; k < splits; k++) {
    const edge = earlier[k]!
    // An edge is followed when the state of its split is its side.
    states[k] =
      edge >= 0 && states[edge >> 1] !== (edge & 1)
        ? PARTED_ABOVE
        : goesLeft(model, node[k]!, block[slot + feature[k]!]!)
          ? FOLLOWS_LEFT
          : FOLLOWS_RIGHT
  }
}

/** Carries the lanes down to the leaves, then sums them up again and credits each split's feature. */
function walkAny(plan: ShapPlan, states: Uint8Array, lanes: Float64Array, out: Float64Array, slot: number): void {
  const { splits, lanes: count, feature, above, factor, owed, weights } = plan
  for (let q = 0; q < count; q++) lanes[q] = weights[q]!
  for (let k = 0; k < splits; k++) {
    const table = (k * 3 + states[k]!) * 2 * count
    const from = above[k]! * count
    const left = (2 * k + 1) * count
    for (let q = 0; q < count; q++) {
      const lane = lanes[from + q]!
      lanes[left + q] = lane * factor[table + q]!
      lanes[left + count + q] = lane * factor[table + count + q]!
    }
  }
  for (let k = splits - 1; k >= 0; k--) {
    const table = (k * 3 + states[k]!) * 2 * count
    const to = above[k]! * count
    const left = (2 * k + 1) * count
    let credit = 0
    for (let q = 0; q < count; q++) {
      const a = lanes[left + q]!
      const b = lanes[left + count + q]!
      lanes[to + q] = a + b
      credit += a * owed[table + q]! + b * owed[table + count + q]!
    }
    const place = slot + feature[k]!
    out[place] = out[place]! + credit
  }
}

/** `walkAny` for 2 lanes (paths of 3 or 4 features), unrolled: short loops cost more than what they do. */
function walkTwo(plan: ShapPlan, states: Uint8Array, lanes: Float64Array, out: Float64Array, slot: number): void {
  const { splits, feature, above, factor, owed, weights } = plan
  lanes[0] = weights[0]!
  lanes[1] = weights[1]!
  for (let k = 0; k < splits; k++) {
    const table = (k * 3 + states[k]!) * 4
    const from = above[k]! * 2
    const left = 4 * k + 2
    const lane0 = lanes[from]!
    const lane1 = lanes[from + 1]!
    lanes[left] = lane0 * factor[table]!
    lanes[left + 1] = lane1 * factor[table + 1]!
    lanes[left + 2] = lane0 * factor[table + 2]!
    lanes[left + 3] = lane1 * factor[table + 3]!
  }
  for (let k = splits - 1; k >= 0; k--) {
    const table = (k * 3 + states[k]!) * 4
    const to = above[k]! * 2
    const left = 4 * k + 2
    const a0 = lanes[left]!
    const a1 = lanes[left + 1]!
    const b0 = lanes[left + 2]!
    const b1 = lanes[left + 3]!
    lanes[to] = a0 + b0
    lanes[to + 1] = a1 + b1
    const place = slot + feature[k]!
    out[place] = out[place]! + a0 * owed[table]! + a1 * owed[table + 1]! + b0 * owed[table + 2]! + b1 * owed[table + 3]!
  }
}

/** `walkAny` for 3 lanes (paths of 5 or 6 features), unrolled. */
function walkThree(plan: ShapPlan, states: Uint8Array, lanes: Float64Array, out: Float64Array, slot: number): void {
  const { splits, feature, above, factor, owed, weights } = plan
  lanes[0] = weights[0]!
  lanes[1] = weights[1]!
  lanes[2] = weights[2]!
  for (let k = 0; k < splits; k++) {
    const table = (k * 3 + states[k]!) * 6
    const from = above[k]! * 3
    const left = 6 * k + 3
    const lane0 = lanes[from]!
    const lane1 = lanes[from + 1]!
    const lane2 = lanes[from + 2]!
    lanes[left] = lane0 * factor[table]!
    lanes[left + 1] = lane1 * factor[table + 1]!
    lanes[left + 2] = lane2 * factor[table + 2]!
    lanes[left + 3] = lane0 * factor[table + 3]!
    lanes[left + 4] = lane1 * factor[table + 4]!
    lanes[left + 5] = lane2 * factor[table + 5]!
  }
  for (let k = splits - 1; k >= 0; k--) {
    const table = (k * 3 + states[k]!) * 6
    const to = above[k]! * 3
    const left = 6 * k + 3
    const a0 = lanes[left]!
    const a1 = lanes[left + 1]!
    const a2 = lanes[left + 2]!
    const b0 = lanes[left + 3]!
    const b1 = lanes[left + 4]!
    const b2 = lanes[left + 5]!
    lanes[to] = a0 + b0
    lanes[to + 1] = a1 + b1
    lanes[to + 2] = a2 + b2
    const ofLeft = a0 * owed[table]! + a1 * owed[table + 1]! + a2 * owed[table + 2]!
    const ofRight = b0 * owed[table + 3]! + b1 * owed[table + 4]! + b2 * owed[table + 5]!
    const place = slot + feature[k]!
    out[place] = out[place]! + ofLeft + ofRight
  }
}

/** The model's mean prediction over the training rows as the covers tell it: what SHAP values start from. */
export function expectedValue(model: Opened): number {
  let expected = model.base
  const reach = new Float64Array(model.feature.length)
  for (const root of model.roots) {
    if (root < 0) {
      expected += model.leafValue[~root]!
      continue
    }
    expected += meanLeaf(model, root, reach)
  }
  return expected
}

function meanLeaf(model: Opened, root: number, reach: Float64Array): number {
  const stack = [root]
  let mean = 0
  reach[root] = 1
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const child of [model.left[node]!, model.right[node]!]) {
      const share = reach[node]! * coverRatio(model, node, child)
      if (child < 0) mean += share * model.leafValue[~child]!
      else {
        reach[child] = share
        stack.push(child)
      }
    }
  }
  return mean
}
