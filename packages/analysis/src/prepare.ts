import { AnalysisError } from './errors.ts'
import { exclusionOf, keepCounterIfAlone } from './exclude.ts'
import type { Column, ExcludedColumn } from './types.ts'

/** Below this no split into rows to learn from and rows to check with means anything. */
const MIN_ROWS = 10

/** Numbers with NaN as missing, or codes with a negative one as missing. */
export type Values = Float64Array | Int32Array

/** A variable the model is offered. */
export interface Feature {
  name: string
  kind: Column['kind']
  data: Values
}

/** The usable part of a table: rows with a target, columns that can say something. */
export interface Prepared {
  features: Feature[]
  target: Float64Array
  excluded: ExcludedColumn[]
  dropped: number
}

/** Checks the table and takes from it what can be used. Throws an AnalysisError that says what to do. */
export function prepare(columns: readonly Column[], target: string): Prepared {
  const column = findTarget(columns, target)
  checkLengths(columns, column.values.length)
  const { rows, values } = usableRows(column.values)
  const name = JSON.stringify(target)
  if (rows.length < MIN_ROWS) {
    throw new AnalysisError(
      'too_few_rows',
      `${rows.length} rows have a value in the target column ${name}; at least ${MIN_ROWS} are needed. Add rows, or choose another target.`,
    )
  }
  if (values.every((value) => value === values[0])) {
    throw new AnalysisError(
      'target_constant',
      `The target column ${name} has the same value in every row, so nothing can explain it. Choose a column that varies.`,
    )
  }
  const features: Feature[] = []
  const excluded: ExcludedColumn[] = []
  for (const other of columns) {
    if (other === column) continue
    const taken = takeRows(other, rows)
    const reason = exclusionOf(taken)
    if (reason === null) features.push(featureOf(taken))
    else excluded.push({ name: other.name, reason })
  }
  if (features.length === 0) {
    const kept = keepCounterIfAlone(excluded)
    const counter = columns.find((other) => other.name === kept && other !== column)
    if (counter) {
      excluded.splice(0, excluded.length, ...excluded.filter((each) => each.name !== kept))
      features.push(featureOf(takeRows(counter, rows)))
    }
  }
  if (features.length === 0) {
    throw new AnalysisError(
      'no_variables',
      'Besides the target there is no column that varies and is not an identifier or a date. Add the variables that might move the target.',
    )
  }
  return { features, target: values, excluded, dropped: column.values.length - rows.length }
}

function findTarget(columns: readonly Column[], target: string) {
  const column = columns.find((each) => each.name === target)
  if (!column) {
    const some = columns.slice(0, 20).map((each) => JSON.stringify(each.name))
    throw new AnalysisError(
      'target_missing',
      `There is no column ${JSON.stringify(target)}. Choose one of: ${some.join(', ')}${columns.length > 20 ? ', …' : ''}.`,
    )
  }
  if (column.kind !== 'numeric') {
    throw new AnalysisError(
      'target_not_numeric',
      `The target column ${JSON.stringify(target)} holds text. Choose a column of numbers.`,
    )
  }
  return column
}

/** A mistake of the caller, not of the data. */
function checkLengths(columns: readonly Column[], rows: number): void {
  for (const column of columns) {
    const { length } = column.kind === 'numeric' ? column.values : column.codes
    if (length !== rows) {
      throw new RangeError(
        `column ${JSON.stringify(column.name)}: expected ${rows} rows as in the target, got ${length}`,
      )
    }
  }
}

function usableRows(target: Float64Array): { rows: Int32Array; values: Float64Array } {
  const rows = new Int32Array(target.length)
  const values = new Float64Array(target.length)
  let count = 0
  target.forEach((value, row) => {
    if (!Number.isFinite(value)) return
    rows[count] = row
    values[count] = value
    count++
  })
  return { rows: rows.slice(0, count), values: values.slice(0, count) }
}

function takeRows(column: Column, rows: Int32Array): Column {
  return column.kind === 'numeric'
    ? { ...column, values: takeNumbers(column.values, rows) }
    : { ...column, codes: takeCodes(column.codes, rows) }
}

function featureOf(column: Column): Feature {
  return { name: column.name, kind: column.kind, data: column.kind === 'numeric' ? column.values : column.codes }
}

export function takeNumbers(values: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length)
  rows.forEach((row, i) => {
    out[i] = values[row] ?? NaN
  })
  return out
}

function takeCodes(codes: Int32Array, rows: Int32Array): Int32Array {
  const out = new Int32Array(rows.length)
  rows.forEach((row, i) => {
    out[i] = codes[row] ?? -1
  })
  return out
}

/** The listed rows of every column. */
export function takeColumns(columns: readonly Values[], rows: Int32Array): Values[] {
  return columns.map((data) => (data instanceof Float64Array ? takeNumbers(data, rows) : takeCodes(data, rows)))
}

/** The listed rows of every feature, as the engine reads them. */
export function takeFeatures(features: readonly Feature[], rows: Int32Array): Values[] {
  return takeColumns(
    features.map(({ data }) => data),
    rows,
  )
}
