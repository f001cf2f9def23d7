import type { Opened } from '../model/layout.ts'
import { gaussLegendre } from './quadrature.ts'

/** How a row stands at a split: it follows the left edge, the right one, or an edge above with this feature parted it. */
export const FOLLOWS_LEFT = 0
export const FOLLOWS_RIGHT = 1
export const PARTED_ABOVE = 2
const STATES = 3

/**
 * One tree prepared for SHAP, but for the tables.
 *
 * With some features absent, the weight of the path to a leaf is a product over its distinct features k: `z_k`, the
 * share of training rows that follow k's splits on the path, where k is absent; `o_k`, 1 if the row follows them all and
 * else 0, where it is present. The Shapley weights of all subsets are an integral: a leaf of value v gives feature j
 *
 *   v (o_j - z_j) ∫ Π_{k≠j} f_k(t) dt over [0, 1], with f_k(t) = z_k (1 - t) + o_k t,
 *
 * a polynomial of degree d - 1 for d distinct features, so Gauss–Legendre with ⌈d/2⌉ points is exact. Each point is a
 * lane. Going down an edge multiplies a lane by f, in place of the factor of an earlier edge with the same feature;
 * coming up, an edge has the sum of its leaves, which times (o - z) / f, less the same of the earlier edge, is what its
 * feature is owed. Both depend on the row only through the three states above.
 *
 * Splits are in breadth order, parents first; split k owns edges 2k (left) and 2k + 1 (right). Slot 0 of the lanes is the
 * root's, slot e + 1 that of edge e.
 */
export interface ShapOutline {
  splits: number
  lanes: number
  /** By split: its number in the model, and its feature. */
  node: Int32Array
  feature: Int32Array
  /** By split: slot of the edge above. */
  above: Int32Array
  /** By split: the nearest edge above with the same feature, or -1. */
  earlier: Int32Array
  /** By edge: share of rows that follow all edges of its feature down to this one. */
  share: Float64Array
  /** By lane: the point, and its weight. */
  points: Float64Array
  weights: Float64Array
}

/** Everything that does not depend on the row. */
export interface ShapPlan extends ShapOutline {
  /** [split][state][left, right][lane]: factor on the way down, with the leaf's value where the edge ends in one. */
  factor: Float64Array
  /** [split][state][left, right][lane]: what the feature is owed of the edge's sum. */
  owed: Float64Array
}

/** Outlines one tree. A tree without splits gives an outline without splits. */
export function outlineTree(model: Opened, root: number): ShapOutline {
  const node = breadthFirst(model, root)
  const feature = node.map((split) => model.feature[split]!)
  const { distinct, ...links } = linkEdges(model, node, feature)
  const lanes = Math.ceil(distinct / 2)
  return { splits: node.length, lanes, node, feature, ...links, ...gaussLegendre(lanes) }
}

/** Places in a table of the plan. */
export const tableLength = ({ splits, lanes }: ShapOutline): number => splits * STATES * 2 * lanes

/** Fills the tables, every place of them. */
export function planTree(model: Opened, outline: ShapOutline, factor: Float64Array, owed: Float64Array): ShapPlan {
  const plan = { ...outline, factor, owed }
  for (let e = 0; e < outline.splits * 2; e++) fillTables(plan, e, childOf(model, outline.node, e), model.leafValue)
  return plan
}

/** Tables of one edge for all states and lanes. */
function fillTables(plan: ShapPlan, edge: number, child: number, leafValue: Float64Array): void {
  const { lanes, earlier, share, points, factor, owed } = plan
  const split = edge >> 1
  const side = edge & 1
  const before = earlier[split]!
  const value = child < 0 ? leafValue[~child]! : 1
  const z = share[edge]!
  const zBefore = before < 0 ? 1 : share[before]!
  for (let q = 0; q < lanes; q++) {
    const t = points[q]!
    const cold = z * (1 - t)
    const hot = cold + t
    // With no earlier edge its factor is 1 and nothing is owed to it. A cold factor of 0 leaves nothing below to share.
    const coldBefore = zBefore * (1 - t)
    const hotBefore = before < 0 ? 1 : coldBefore + t
    const coldOwed = cold === 0 ? 0 : -z / cold
    const hotOwedBefore = before < 0 ? 0 : (1 - zBefore) / hotBefore
    const coldOwedBefore = coldBefore === 0 ? 0 : -zBefore / coldBefore
    for (let state = 0; state < STATES; state++) {
      const at = ((split * STATES + state) * 2 + side) * lanes + q
      if (state === PARTED_ABOVE) {
        factor[at] = coldBefore === 0 ? 0 : (value * cold) / coldBefore
        owed[at] = coldOwed - coldOwedBefore
      } else {
        // Left is side 0 and FOLLOWS_LEFT is 0: equal means the row follows this edge.
        const follows = state === side
        factor[at] = (value * (follows ? hot : cold)) / hotBefore
        owed[at] = (follows ? (1 - z) / hot : coldOwed) - hotOwedBefore
      }
    }
  }
}

function breadthFirst(model: Opened, root: number): Int32Array {
  const queue: number[] = root < 0 ? [] : [root]
  // Grows while it is read.
  for (const node of queue) {
    for (const child of [model.left[node]!, model.right[node]!]) if (child >= 0) queue.push(child)
  }
  return Int32Array.from(queue)
}

function childOf(model: Opened, node: Int32Array, edge: number): number {
  const split = node[edge >> 1]!
  return (edge & 1) === 0 ? model.left[split]! : model.right[split]!
}

function linkEdges(model: Opened, node: Int32Array, feature: Int32Array) {
  const above = new Int32Array(node.length)
  const earlier = new Int32Array(node.length).fill(-1)
  const share = new Float64Array(node.length * 2)
  /** By split: distinct features down to it. */
  const count = new Int32Array(node.length)
  let distinct = 1
  let next = 1
  for (let k = 0; k < node.length; k++) {
    let edge = above[k]! - 1
    const parent = edge >> 1
    while (edge >= 0 && feature[edge >> 1] !== feature[k]) edge = above[edge >> 1]! - 1
    earlier[k] = edge
    count[k] = (above[k] === 0 ? 0 : count[parent]!) + (edge < 0 ? 1 : 0)
    distinct = Math.max(distinct, count[k]!)
    for (let e = 2 * k; e < 2 * k + 2; e++) {
      const child = childOf(model, node, e)
      share[e] = coverRatio(model, node[k]!, child) * (edge < 0 ? 1 : share[edge]!)
      if (child >= 0) above[next++] = e + 1
    }
  }
  return { above, earlier, share, distinct }
}

/** Share of a split's training rows that reach the child; none where no row reached the split. */
export function coverRatio(model: Opened, node: number, child: number): number {
  const cover = model.cover[node]!
  return cover === 0 ? 0 : (child < 0 ? model.leafCover[~child]! : model.cover[child]!) / cover
}
