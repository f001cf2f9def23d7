import { readFileSync } from 'node:fs'
import { Random } from '@alavanca/gbdt'
import type { CategoricalColumn, Column, NumericColumn } from '../src/index.ts'

/** A fixture of numbers: first line names, comma, point. */
export function readTable(name: string): Column[] {
  const text = readFileSync(new URL(`./fixtures/${name}.csv`, import.meta.url), 'utf8')
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  return head.map((column, j) =>
    numeric(
      column,
      Float64Array.from(rows, (row) => (row[j] ? Number(row[j]) : NaN)),
    ),
  )
}

export function numeric(name: string, values: ArrayLike<number>): NumericColumn {
  return { name, kind: 'numeric', values: Float64Array.from(values) }
}

/** Levels by their text; undefined is missing. */
export function categorical(name: string, texts: readonly (string | undefined)[]): CategoricalColumn {
  const levels = [...new Set(texts.filter((text) => text !== undefined))]
  return {
    name,
    kind: 'categorical',
    codes: Int32Array.from(texts, (text) => (text === undefined ? -1 : levels.indexOf(text))),
    levels,
  }
}

/** Draws for made-up tables. */
export function draws(seed: number) {
  const random = new Random(seed)
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())
  const normal = (rows: number): Float64Array => Float64Array.from({ length: rows }, gauss)
  return { random, gauss, normal }
}
