import { readFileSync, writeFileSync } from 'node:fs'
import { Random } from '../src/index.ts'

export interface Table {
  columns: (Float64Array | Float32Array)[]
  target: Float64Array
}

/**
 * Seeded data of 32-bit precision, so that libraries which keep no more see the same numbers: two of three columns are
 * uniform, the rest skewed; ten of them matter, by curves, thresholds and products, under noise.
 * @param single columns of 32-bit floats
 */
export function makeTable(rows: number, width: number, seed: number, single = false): Table {
  const random = new Random(seed)
  const columns = Array.from({ length: width }, (_, f) => {
    const column = single ? new Float32Array(rows) : new Float64Array(rows)
    for (let i = 0; i < rows; i++) {
      column[i] = Math.fround(f % 3 === 2 ? Math.exp(3 * random.unit()) : random.unit())
    }
    return column
  })
  const target = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const x = (f: number) => columns[f % width]?.[row] ?? 0
    const smooth = 10 * Math.sin(Math.PI * x(0) * x(1)) + 20 * (x(3) - 0.5) ** 2 + 10 * x(4) + 0.3 * x(2)
    const rough = (x(6) > 0.7 ? 4 : 0) + (x(7) < x(9) ? 3 : 0) + x(5) * x(10) * 0.3
    target[row] = Math.fround(smooth + rough + 2 * (random.unit() + random.unit() - 1))
  }
  return { columns, target }
}

/** Seeded weights of 32-bit precision, from a quarter to two. */
export function makeWeights(rows: number): Float64Array {
  const random = new Random(3)
  return Float64Array.from({ length: rows }, () => Math.fround(0.25 + 1.75 * random.unit()))
}

/** Writes columns, target and weights as 32-bit floats, column by column: `path` and `.x`, `.y`, `.w`. */
export function writeTable(path: string, rows: number, width: number, seed: number): void {
  const { columns, target } = makeTable(rows, width, seed)
  const cells = new Float32Array(rows * width)
  columns.forEach((column, f) => cells.set(column, f * rows))
  writeFileSync(`${path}.x`, cells)
  writeFileSync(`${path}.y`, Float32Array.from(target))
  writeFileSync(`${path}.w`, Float32Array.from(makeWeights(rows)))
}

function readFloats(path: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(path)
  return new Float32Array(buffer, byteOffset, byteLength / 4)
}

/** Reads what `writeTable` has written. */
export function openTable(path: string, rows: number, width: number): Table {
  const cells = readFloats(`${path}.x`)
  const columns = Array.from({ length: width }, (_, f) => cells.subarray(f * rows, (f + 1) * rows))
  return { columns, target: new Float64Array(readFloats(`${path}.y`)) }
}
