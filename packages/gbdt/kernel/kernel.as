// AssemblyScript, not TypeScript: `node packages/gbdt/kernel/build.ts` compiles it into src/kernel/kernel-bytes.ts.
// The inner loops of training, explaining and predicting, as TypeScript has them in src; all pointers are byte offsets in memory.

@inline
function add(slot: usize, value: f64): void {
  store<f64>(slot, load<f64>(slot) + value)
}

/** `fillHistogram` without the clearing; `from` is -1 where gradients lie by row number. */
export function fill(
  out: usize, offsets: usize, features: usize, first: i32, last: i32, cells: usize, rows: u32,
  index: usize, begin: i32, end: i32, packed: usize, from: i32,
): void {
  const rowsAt = index + (<usize>begin << 2)
  const count = <usize>(end - begin)
  const values = from < 0 ? packed : packed + (<usize>from << 3)
  let k = first
  for (; k + 8 <= last; k += 8) {
    const at = features + (<usize>k << 2)
    const fa = load<u32>(at), fb = load<u32>(at + 4), fc = load<u32>(at + 8), fd = load<u32>(at + 12)
    const fe = load<u32>(at + 16), ff = load<u32>(at + 20), fg = load<u32>(at + 24), fh = load<u32>(at + 28)
    const ca = cells + fa * rows, cb = cells + fb * rows, cc = cells + fc * rows, cd = cells + fd * rows
    const ce = cells + fe * rows, cf = cells + ff * rows, cg = cells + fg * rows, ch = cells + fh * rows
    const oa = out + (load<u32>(offsets + (fa << 2)) << 3), ob = out + (load<u32>(offsets + (fb << 2)) << 3)
    const oc = out + (load<u32>(offsets + (fc << 2)) << 3), od = out + (load<u32>(offsets + (fd << 2)) << 3)
    const oe = out + (load<u32>(offsets + (fe << 2)) << 3), ox = out + (load<u32>(offsets + (ff << 2)) << 3)
    const og = out + (load<u32>(offsets + (fg << 2)) << 3), oh = out + (load<u32>(offsets + (fh << 2)) << 3)
    for (let i: usize = 0; i < count; i++) {
      const row = load<u32>(rowsAt + (i << 2))
      const value = load<f64>(values + (<usize>(from < 0 ? row : <u32>i) << 3))
      add(oa + (<usize>load<u8>(ca + row) << 3), value)
      add(ob + (<usize>load<u8>(cb + row) << 3), value)
      add(oc + (<usize>load<u8>(cc + row) << 3), value)
      add(od + (<usize>load<u8>(cd + row) << 3), value)
      add(oe + (<usize>load<u8>(ce + row) << 3), value)
      add(ox + (<usize>load<u8>(cf + row) << 3), value)
      add(og + (<usize>load<u8>(cg + row) << 3), value)
      add(oh + (<usize>load<u8>(ch + row) << 3), value)
    }
  }
  for (; k + 4 <= last; k += 4) {
    const at = features + (<usize>k << 2)
    const fa = load<u32>(at), fb = load<u32>(at + 4), fc = load<u32>(at + 8), fd = load<u32>(at + 12)
    const ca = cells + fa * rows, cb = cells + fb * rows, cc = cells + fc * rows, cd = cells + fd * rows
    const oa = out + (load<u32>(offsets + (fa << 2)) << 3), ob = out + (load<u32>(offsets + (fb << 2)) << 3)
    const oc = out + (load<u32>(offsets + (fc << 2)) << 3), od = out + (load<u32>(offsets + (fd << 2)) << 3)
    for (let i: usize = 0; i < count; i++) {
      const row = load<u32>(rowsAt + (i << 2))
      const value = load<f64>(values + (<usize>(from < 0 ? row : <u32>i) << 3))
      add(oa + (<usize>load<u8>(ca + row) << 3), value)
      add(ob + (<usize>load<u8>(cb + row) << 3), value)
      add(oc + (<usize>load<u8>(cc + row) << 3), value)
      add(od + (<usize>load<u8>(cd + row) << 3), value)
    }
  }
  for (; k < last; k++) {
    const f = load<u32>(features + (<usize>k << 2))
    const column = cells + f * rows
    const offset = out + (load<u32>(offsets + (f << 2)) << 3)
    for (let i: usize = 0; i < count; i++) {
      const row = load<u32>(rowsAt + (i << 2))
      add(offset + (<usize>load<u8>(column + row) << 3), load<f64>(values + (<usize>(from < 0 ? row : <u32>i) << 3)))
    }
  }
}

@inline
function addPair(slot: usize, pair: v128): void {
  v128.store(slot, f64x2.add(v128.load(slot), pair))
}

/** `fillPairs` without the clearing. */
export function fillPairs(
  out: usize, offsets: usize, features: usize, first: i32, last: i32, cells: usize, rows: u32,
  index: usize, begin: i32, end: i32, packed: usize, from: i32, seconds: usize,
): void {
  const rowsAt = index + (<usize>begin << 2)
  const count = <usize>(end - begin)
  const shift: usize = from < 0 ? 0 : <usize>from << 3
  let k = first
  for (; k + 4 <= last; k += 4) {
    const at = features + (<usize>k << 2)
    const fa = load<u32>(at), fb = load<u32>(at + 4), fc = load<u32>(at + 8), fd = load<u32>(at + 12)
    const ca = cells + fa * rows, cb = cells + fb * rows, cc = cells + fc * rows, cd = cells + fd * rows
    const oa = out + (load<u32>(offsets + (fa << 2)) << 4), ob = out + (load<u32>(offsets + (fb << 2)) << 4)
    const oc = out + (load<u32>(offsets + (fc << 2)) << 4), od = out + (load<u32>(offsets + (fd << 2)) << 4)
    for (let i: usize = 0; i < count; i++) {
      const row = load<u32>(rowsAt + (i << 2))
      const place = shift + (<usize>(from < 0 ? row : <u32>i) << 3)
      const pair = v128.load64_lane(seconds + place, v128.load64_zero(packed + place), 1)
      addPair(oa + (<usize>load<u8>(ca + row) << 4), pair)
      addPair(ob + (<usize>load<u8>(cb + row) << 4), pair)
      addPair(oc + (<usize>load<u8>(cc + row) << 4), pair)
      addPair(od + (<usize>load<u8>(cd + row) << 4), pair)
    }
  }
  for (; k < last; k++) {
    const f = load<u32>(features + (<usize>k << 2))
    const column = cells + f * rows
    const offset = out + (load<u32>(offsets + (f << 2)) << 4)
    for (let i: usize = 0; i < count; i++) {
      const row = load<u32>(rowsAt + (i << 2))
      const place = shift + (<usize>(from < 0 ? row : <u32>i) << 3)
      addPair(offset + (<usize>load<u8>(column + row) << 4), v128.load64_lane(seconds + place, v128.load64_zero(packed + place), 1))
    }
  }
}

/** `subtractHistogram`, two bins at once. */
export function subtract(parent: usize, child: usize, begin: i32, end: i32): void {
  let at = <usize>begin << 3
  const last = <usize>end << 3
  for (; at + 16 <= last; at += 16) {
    v128.store(parent + at, f64x2.sub(v128.load(parent + at), v128.load(child + at)))
  }
  if (at < last) store<f64>(parent + at, load<f64>(parent + at) - load<f64>(child + at))
}

/** A little below 1: what is found too small by this much is too small however rounding went. */
const NEARLY: f64 = 1 - 1e-12

/**
 * The cuts of a numeric column, as `SplitFinder` tries them, with missing (`missing` > 0) on the left or not.
 * `found` holds the best gain so far, and takes sum and position of a better one.
 */
export function scan(
  sums: usize, bins: i32, missing: f64, total: f64, lambda: f64, minRows: f64,
  unit: f64, step: f64, low: f64, rows: f64, parent: f64, found: usize, missingLeft: f64,
): void {
  const inverses = f64x2.splat(1 / unit), units = f64x2.splat(unit), steps = f64x2.splat(step), lows = f64x2.splat(low)
  const lambdas = f64x2.splat(lambda), least = f64x2.splat(minRows), all = f64x2.splat(rows), parents = f64x2.splat(parent)
  const totals = f64x2.splat(total)
  let best = load<f64>(found)
  let hurdles = f64x2.splat((best + parent) * NEARLY)
  let left = missing
  let position = -2
  let leftSum: f64 = 0
  // Two cuts at once. An empty bin cuts as the bin before does, and an equal gain changes nothing.
  for (let b = missingLeft > 0 ? -2 : 0; b < bins; b += 2) {
    let firstLeft = left
    if (b >= 0) {
      const pair = b + 1 < bins ? v128.load(sums + (<usize>b << 3)) : v128.load64_zero(sums + (<usize>b << 3))
      if (!v128.any_true(pair)) continue
      firstLeft = left + f64x2.extract_lane(pair, 0)
      left = firstLeft + f64x2.extract_lane(pair, 1)
    }
    const lefts = f64x2.replace_lane(f64x2.splat(firstLeft), 1, left)
    const leftRows = f64x2.floor(f64x2.mul(lefts, inverses))
    const rightRows = f64x2.sub(all, leftRows)
    if (f64x2.extract_lane(rightRows, 0) < minRows) break
    const rights = f64x2.sub(totals, lefts)
    const leftGradient = f64x2.add(f64x2.mul(f64x2.sub(lefts, f64x2.mul(leftRows, units)), steps), f64x2.mul(leftRows, lows))
    const rightGradient = f64x2.add(f64x2.mul(f64x2.sub(rights, f64x2.mul(rightRows, units)), steps), f64x2.mul(rightRows, lows))
    const leftWeight = f64x2.add(leftRows, lambdas)
    const rightWeight = f64x2.add(rightRows, lambdas)
    const leftSquare = f64x2.mul(leftGradient, leftGradient)
    const rightSquare = f64x2.mul(rightGradient, rightGradient)
    // The gain times both weights: most cuts are out without a division.
    const reach = f64x2.add(f64x2.mul(leftSquare, rightWeight), f64x2.mul(rightSquare, leftWeight))
    if (!v128.any_true(f64x2.gt(reach, f64x2.mul(hurdles, f64x2.mul(leftWeight, rightWeight))))) continue
    const gain = f64x2.sub(f64x2.add(f64x2.div(leftSquare, leftWeight), f64x2.div(rightSquare, rightWeight)), parents)
    const enough = v128.and(f64x2.ge(leftRows, least), f64x2.ge(rightRows, least))
    const better = v128.and(enough, f64x2.gt(gain, f64x2.splat(best)))
    if (i64x2.extract_lane(better, 0) != 0) {
      best = f64x2.extract_lane(gain, 0)
      position = max(b, -1)
      leftSum = firstLeft
    }
    if (i64x2.extract_lane(better, 1) != 0 && f64x2.extract_lane(gain, 1) > best) {
      best = f64x2.extract_lane(gain, 1)
      position = b + 1
      leftSum = left
    }
    hurdles = f64x2.splat((best + parent) * NEARLY)
  }
  if (position == -2) return
  store<f64>(found, best)
  store<f64>(found + 8, leftSum)
  store<f64>(found + 16, <f64>position)
  store<f64>(found + 24, missingLeft)
}

/** Products below are no longer rounded as finely. */
const TINY: f64 = 1e-280

/** As `scan`, where bins have second derivatives behind them: `bestWeightedCut`. */
export function scanPairs(
  pairs: usize, bins: i32, missing: f64, missingWeight: f64, total: f64, totalWeight: f64, lambda: f64, minRows: f64,
  minChildWeight: f64, unit: f64, step: f64, low: f64, rows: f64, parent: f64, found: usize, missingLeft: f64,
): void {
  const inverses = f64x2.splat(1 / unit), units = f64x2.splat(unit), steps = f64x2.splat(step), lows = f64x2.splat(low)
  const lambdas = f64x2.splat(lambda), least = f64x2.splat(minRows), all = f64x2.splat(rows), parents = f64x2.splat(parent)
  const totals = f64x2.splat(total), weights = f64x2.splat(totalWeight), leastWeight = f64x2.splat(minChildWeight)
  let best = load<f64>(found)
  let hurdles = f64x2.splat((best + parent) * NEARLY)
  // Packed sum and weight on the left.
  let left = f64x2.replace_lane(f64x2.splat(missing), 1, missingWeight)
  let position = -2
  let leftSum: f64 = 0
  for (let b = missingLeft > 0 ? -2 : 0; b < bins; b += 2) {
    let firstLeft = left
    if (b >= 0) {
      const pair = pairs + (<usize>b << 4)
      const second = b + 1 < bins ? v128.load(pair, 16) : f64x2.splat(0)
      if (load<f64>(pair) == 0 && f64x2.extract_lane(second, 0) == 0) continue
      firstLeft = f64x2.add(left, v128.load(pair))
      left = f64x2.add(firstLeft, second)
    }
    const lefts = v128.shuffle<f64>(firstLeft, left, 0, 2)
    const leftWeights = v128.shuffle<f64>(firstLeft, left, 1, 3)
    const leftRows = f64x2.floor(f64x2.mul(lefts, inverses))
    const rightRows = f64x2.sub(all, leftRows)
    if (f64x2.extract_lane(rightRows, 0) < minRows) break
    const rights = f64x2.sub(totals, lefts)
    const rightWeights = f64x2.sub(weights, leftWeights)
    const leftGradient = f64x2.add(f64x2.mul(f64x2.sub(lefts, f64x2.mul(leftRows, units)), steps), f64x2.mul(leftRows, lows))
    const rightGradient = f64x2.add(f64x2.mul(f64x2.sub(rights, f64x2.mul(rightRows, units)), steps), f64x2.mul(rightRows, lows))
    const leftDivisor = f64x2.add(leftWeights, lambdas)
    const rightDivisor = f64x2.add(rightWeights, lambdas)
    const leftSquare = f64x2.mul(leftGradient, leftGradient)
    const rightSquare = f64x2.mul(rightGradient, rightGradient)
    // The gain times both divisors: most cuts are out without a division.
    const reach = f64x2.add(f64x2.mul(leftSquare, rightDivisor), f64x2.mul(rightSquare, leftDivisor))
    const needed = f64x2.mul(f64x2.mul(hurdles, leftDivisor), rightDivisor)
    if (!v128.any_true(v128.or(f64x2.ge(reach, needed), f64x2.le(needed, f64x2.splat(TINY))))) continue
    const gain = f64x2.sub(f64x2.add(f64x2.div(leftSquare, leftDivisor), f64x2.div(rightSquare, rightDivisor)), parents)
    const enoughRows = v128.and(f64x2.ge(leftRows, least), f64x2.ge(rightRows, least))
    const enough = v128.and(enoughRows, v128.and(f64x2.ge(leftWeights, leastWeight), f64x2.ge(rightWeights, leastWeight)))
    const better = v128.and(enough, f64x2.gt(gain, f64x2.splat(best)))
    if (i64x2.extract_lane(better, 0) != 0) {
      best = f64x2.extract_lane(gain, 0)
      position = max(b, -1)
      leftSum = f64x2.extract_lane(firstLeft, 0)
    }
    if (i64x2.extract_lane(better, 1) != 0 && f64x2.extract_lane(gain, 1) > best) {
      best = f64x2.extract_lane(gain, 1)
      position = b + 1
      leftSum = f64x2.extract_lane(left, 0)
    }
    hurdles = f64x2.splat((best + parent) * NEARLY)
  }
  if (position == -2) return
  store<f64>(found, best)
  store<f64>(found + 8, leftSum)
  store<f64>(found + 16, <f64>position)
  store<f64>(found + 24, missingLeft)
}

/** SHAP values of rows by one tree of numeric splits, added to `out`; see src/shap/shap-plan.ts and src/shap/shap.ts for what is what. */
export function explain(
  rows: i32, width: i32, splits: i32, count: i32, block: usize, out: usize, feature: usize, above: usize,
  earlier: usize, threshold: usize, missingLeft: usize, factor: usize, owed: usize, weights: usize,
  states: usize, lanes: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const x = block + (<usize>(row * width) << 3)
    for (let k = 0; k < splits; k++) {
      const edge = load<i32>(earlier + (<usize>k << 2))
      const value = load<f64>(x + (<usize>load<u32>(feature + (<usize>k << 2)) << 3))
      const left = i32(value < load<f64>(threshold + (<usize>k << 3))) | (i32(value != value) & <i32>load<u8>(missingLeft + k))
      const parted = edge >= 0 && <i32>load<u8>(states + (edge >> 1)) != (edge & 1)
      store<u8>(states + k, select<i32>(2, left ^ 1, parted))
    }
    const phi = out + (<usize>(row * width) << 3)
    if (count == 2) walkTwo(splits, feature, above, factor, owed, weights, states, lanes, phi)
    else if (count == 3) walkThree(splits, feature, above, factor, owed, weights, states, lanes, phi)
    else walkAny(splits, count, feature, above, factor, owed, weights, states, lanes, phi)
  }
}

function walkTwo(
  splits: i32, feature: usize, above: usize, factor: usize, owed: usize, weights: usize,
  states: usize, lanes: usize, phi: usize,
): void {
  v128.store(lanes, v128.load(weights))
  for (let k = 0; k < splits; k++) {
    const table = factor + (<usize>(k * 3 + <i32>load<u8>(states + k)) << 5)
    const lane = v128.load(lanes + (<usize>load<u32>(above + (<usize>k << 2)) << 4))
    const left = lanes + (<usize>(2 * k + 1) << 4)
    v128.store(left, f64x2.mul(lane, v128.load(table)))
    v128.store(left + 16, f64x2.mul(lane, v128.load(table + 16)))
  }
  for (let k = splits - 1; k >= 0; k--) {
    const table = owed + (<usize>(k * 3 + <i32>load<u8>(states + k)) << 5)
    const left = lanes + (<usize>(2 * k + 1) << 4)
    const a = v128.load(left)
    const b = v128.load(left + 16)
    v128.store(lanes + (<usize>load<u32>(above + (<usize>k << 2)) << 4), f64x2.add(a, b))
    const ofA = f64x2.mul(a, v128.load(table))
    const ofB = f64x2.mul(b, v128.load(table + 16))
    const place = phi + (<usize>load<u32>(feature + (<usize>k << 2)) << 3)
    store<f64>(place, load<f64>(place) + f64x2.extract_lane(ofA, 0) + f64x2.extract_lane(ofA, 1) + f64x2.extract_lane(ofB, 0) + f64x2.extract_lane(ofB, 1))
  }
}

function walkThree(
  splits: i32, feature: usize, above: usize, factor: usize, owed: usize, weights: usize,
  states: usize, lanes: usize, phi: usize,
): void {
  v128.store(lanes, v128.load(weights))
  store<f64>(lanes + 16, load<f64>(weights + 16))
  for (let k = 0; k < splits; k++) {
    const table = factor + <usize>((k * 3 + <i32>load<u8>(states + k)) * 48)
    const from = lanes + <usize>(load<u32>(above + (<usize>k << 2)) * 24)
    const left = lanes + <usize>((2 * k + 1) * 24)
    const first = v128.load(from)
    const third = load<f64>(from + 16)
    v128.store(left, f64x2.mul(first, v128.load(table)))
    v128.store(left + 16, f64x2.mul(f64x2.replace_lane(f64x2.splat(third), 1, f64x2.extract_lane(first, 0)), v128.load(table + 16)))
    v128.store(left + 32, f64x2.mul(f64x2.replace_lane(f64x2.splat(third), 0, f64x2.extract_lane(first, 1)), v128.load(table + 32)))
  }
  for (let k = splits - 1; k >= 0; k--) {
    const table = owed + <usize>((k * 3 + <i32>load<u8>(states + k)) * 48)
    const to = lanes + <usize>(load<u32>(above + (<usize>k << 2)) * 24)
    const left = lanes + <usize>((2 * k + 1) * 24)
    const a01 = v128.load(left)
    const a2b0 = v128.load(left + 16)
    const b12 = v128.load(left + 32)
    v128.store(to, f64x2.add(a01, v128.shuffle<f64>(a2b0, b12, 1, 2)))
    store<f64>(to + 16, f64x2.extract_lane(a2b0, 0) + f64x2.extract_lane(b12, 1))
    const p = f64x2.mul(a01, v128.load(table))
    const q = f64x2.mul(a2b0, v128.load(table + 16))
    const r = f64x2.mul(b12, v128.load(table + 32))
    const ofLeft = f64x2.extract_lane(p, 0) + f64x2.extract_lane(p, 1) + f64x2.extract_lane(q, 0)
    const ofRight = f64x2.extract_lane(q, 1) + f64x2.extract_lane(r, 0) + f64x2.extract_lane(r, 1)
    const place = phi + (<usize>load<u32>(feature + (<usize>k << 2)) << 3)
    store<f64>(place, load<f64>(place) + ofLeft + ofRight)
  }
}

function walkAny(
  splits: i32, count: i32, feature: usize, above: usize, factor: usize, owed: usize, weights: usize,
  states: usize, lanes: usize, phi: usize,
): void {
  const size = <usize>count << 3
  for (let q: usize = 0; q < size; q += 8) store<f64>(lanes + q, load<f64>(weights + q))
  for (let k = 0; k < splits; k++) {
    const table = factor + <usize>(k * 3 + <i32>load<u8>(states + k)) * 2 * size
    const from = lanes + <usize>load<u32>(above + (<usize>k << 2)) * size
    const left = lanes + <usize>(2 * k + 1) * size
    for (let q: usize = 0; q < size; q += 8) {
      const lane = load<f64>(from + q)
      store<f64>(left + q, lane * load<f64>(table + q))
      store<f64>(left + size + q, lane * load<f64>(table + size + q))
    }
  }
  for (let k = splits - 1; k >= 0; k--) {
    const table = owed + <usize>(k * 3 + <i32>load<u8>(states + k)) * 2 * size
    const to = lanes + <usize>load<u32>(above + (<usize>k << 2)) * size
    const left = lanes + <usize>(2 * k + 1) * size
    let credit: f64 = 0
    for (let q: usize = 0; q < size; q += 8) {
      const a = load<f64>(left + q)
      const b = load<f64>(left + size + q)
      store<f64>(to + q, a + b)
      credit += a * load<f64>(table + q) + b * load<f64>(table + size + q)
    }
    const place = phi + (<usize>load<u32>(feature + (<usize>k << 2)) << 3)
    store<f64>(place, load<f64>(place) + credit)
  }
}

/** Two quantised and packed gradients. Rounds as `Math.round` does, halves up; no branch, since half of them would be mispredicted. */
@inline
function packTwo(values: v128, unit: f64, step: f64, low: f64, levels: f64): v128 {
  const place = f64x2.div(f64x2.sub(values, f64x2.splat(low)), f64x2.splat(step))
  const up = f64x2.ceil(place)
  const over = f64x2.gt(f64x2.sub(up, f64x2.splat(0.5)), place)
  const rounded = f64x2.sub(up, v128.and(over, f64x2.splat(1)))
  return f64x2.add(f64x2.splat(unit), f64x2.pmin(f64x2.splat(levels), rounded))
}

/** `packRows`. */
export function pack(
  values: usize, index: usize, begin: i32, end: i32, unit: f64, step: f64, low: f64, levels: f64,
): f64 {
  let sums = f64x2.splat(0)
  for (let i = begin; i < end; i += 2) {
    const a = values + (<usize>load<u32>(index + (<usize>i << 2)) << 3)
    if (i + 1 == end) {
      const last = packTwo(v128.load64_zero(a), unit, step, low, levels)
      v128.store64_lane(a, last, 0)
      sums = f64x2.add(sums, f64x2.replace_lane(last, 1, 0))
      break
    }
    const b = values + (<usize>load<u32>(index + (<usize>i << 2), 4) << 3)
    const packed = packTwo(v128.load64_lane(b, v128.load64_zero(a), 1), unit, step, low, levels)
    v128.store64_lane(a, packed, 0)
    v128.store64_lane(b, packed, 1)
    sums = f64x2.add(sums, packed)
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)
}

/** The packed gradients of the listed rows in the order of the list; returns their sum. */
export function gather(packed: usize, index: usize, begin: i32, end: i32, out: usize): f64 {
  let sum: f64 = 0
  let to = out
  for (let i = begin; i < end; i++) {
    const value = load<f64>(packed + (<usize>load<u32>(index + (<usize>i << 2)) << 3))
    store<f64>(to, value)
    to += 8
    sum += value
  }
  return sum
}

/** Moves rows before or behind each other by a table of bins, each side in its old order; returns how many go left. */
export function partition(column: usize, table: usize, index: usize, scratch: usize, begin: i32, end: i32): i32 {
  const from = index + (<usize>begin << 2)
  const last = index + (<usize>end << 2)
  let left = from
  let right = scratch
  for (let at = from; at < last; at += 4) {
    const row = load<u32>(at)
    // Both are written and one of them counts: a branch would be mispredicted half of the time.
    const isLeft = <usize>load<u8>(table + <usize>load<u8>(column + <usize>row)) << 2
    store<u32>(left, row)
    store<u32>(right, row)
    left += isLeft
    right += 4 - isLeft
  }
  memory.copy(left, scratch, right - scratch)
  return <i32>((left - from) >> 2)
}

/** Steps between two looks whether all have arrived. */
const ROUND: i32 = 8

/**
 * The record one step further down; src/model/packed-trees.ts says what a record is. A leaf leads to itself. No branch but for
 * categories, since half of them would be mispredicted. `x` is where column 0 has the row's value.
 */
@inline
function descend(record: usize, x: usize): usize {
  const word = load<u32>(record, 8)
  let second: u32
  if ((word & 1) != 0) {
    const value = load<f64>(x + <usize>(word & ~7))
    const code = <u32>value
    second = word >> 1 & 1
    if (value == value) {
      second = code >> 5 < load<u32>(record, 4)
        ? (load<u32>(<usize>load<u32>(record) + <usize>(code >> 5 << 2)) >> (code & 31)) & 1
        : 0
    }
  } else second = <u32>(load<f64>(x + <usize>word) <= load<f64>(record))
  return <usize>(load<u32>(record, 12) + (second << 4))
}

/** 0 in a leaf. */
@inline
function ahead(record: usize): usize {
  return <usize>load<u32>(record, 12) - record
}

/** One tree, all rows: eight side by side, for each alone would wait for every load. */
@inline
function walkDown(root: usize, depth: i32, block: usize, rows: i32, out: usize): void {
  for (let row = 0; row < rows; row += 8) {
    const x = block + (<usize>row << 3)
    let a = root, b = root, c = root, d = root, e = root, f = root, g = root, h = root
    for (let left = depth; left > 0; left -= ROUND) {
      for (let step = min(left, ROUND); step > 0; step--) {
        a = descend(a, x)
        b = descend(b, x + 8)
        c = descend(c, x + 16)
        d = descend(d, x + 24)
        e = descend(e, x + 32)
        f = descend(f, x + 40)
        g = descend(g, x + 48)
        h = descend(h, x + 56)
      }
      if (left > ROUND && (ahead(a) | ahead(b) | ahead(c) | ahead(d) | ahead(e) | ahead(f) | ahead(g) | ahead(h)) == 0) break
    }
    const to = out + (<usize>row << 3)
    add(to, load<f64>(a))
    add(to + 8, load<f64>(b))
    add(to + 16, load<f64>(c))
    add(to + 24, load<f64>(d))
    add(to + 32, load<f64>(e))
    add(to + 40, load<f64>(f))
    add(to + 48, load<f64>(g))
    add(to + 56, load<f64>(h))
  }
}

/** Adds the leaf values of listed trees to `out`, tree by tree; `rows` is rounded up to a multiple of eight. */
export function predict(starts: usize, trees: usize, count: i32, block: usize, rows: i32, out: usize): void {
  for (let k: usize = 0; k < <usize>count; k++) {
    const start = starts + (<usize>load<u32>(trees + (k << 2)) << 3)
    const root = <usize>load<u32>(start)
    const depth = load<i32>(start, 4)
    walkDown(root, depth, block, rows, out)
  }
}
