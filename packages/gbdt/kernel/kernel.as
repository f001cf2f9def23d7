// AssemblyScript, not TypeScript: `node packages/gbdt/kernel/build.ts` compiles it into src/kernel-bytes.ts.
// The inner loops of training, as src/histogram.ts and src/split.ts have them; all pointers are byte offsets in memory.

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

/** `subtractHistogram`, two bins at once. */
export function subtract(parent: usize, child: usize, begin: i32, end: i32): void {
  let at = <usize>begin << 3
  const last = <usize>end << 3
  for (; at + 16 <= last; at += 16) {
    v128.store(parent + at, f64x2.sub(v128.load(parent + at), v128.load(child + at)))
  }
  if (at < last) store<f64>(parent + at, load<f64>(parent + at) - load<f64>(child + at))
}

/**
 * The cuts of a numeric column, as `SplitFinder` tries them, with missing (`missing` > 0) on the left or not.
 * `found` holds the best gain so far, and takes sum and position of a better one.
 */
export function scan(
  sums: usize, bins: i32, missing: f64, total: f64, lambda: f64, minRows: f64,
  unit: f64, step: f64, low: f64, rows: f64, parent: f64, found: usize, missingLeft: f64,
): void {
  const inverse = 1 / unit
  let best = load<f64>(found)
  let left = missing
  let position = -2
  let leftSum: f64 = 0
  for (let b = missingLeft > 0 ? -1 : 0; b < bins; b++) {
    if (b >= 0) {
      const sum = load<f64>(sums + (<usize>b << 3))
      if (sum == 0) continue
      left += sum
    }
    const leftRows = Math.floor(left * inverse)
    if (leftRows < minRows) continue
    const rightRows = rows - leftRows
    if (rightRows < minRows || rightRows == 0) break
    const right = total - left
    const leftGradient = (left - leftRows * unit) * step + leftRows * low
    const rightGradient = (right - rightRows * unit) * step + rightRows * low
    const leftScore = (leftGradient * leftGradient) / (leftRows + lambda)
    const rightScore = (rightGradient * rightGradient) / (rightRows + lambda)
    const gain = leftScore + rightScore - parent
    if (gain > best) {
      best = gain
      position = b
      leftSum = left
    }
  }
  if (position == -2) return
  store<f64>(found, best)
  store<f64>(found + 8, leftSum)
  store<f64>(found + 16, <f64>position)
  store<f64>(found + 24, missingLeft)
}
