import type { createReadStream } from 'node:fs'
import { type CsvTable, parseNumber, readTable } from '@alavanca/csv'
import type { Column } from '../src/index.ts'

type CsvColumn = CsvTable['columns'][number]
type CategoricalColumn = CsvColumn & { kind: 'categorical' }

/** A file and what it holds. */
export interface Source {
  path: string
  table: CsvTable
}

/** Told of what was not taken as it stands. */
type Note = (text: string) => void

/** As many categories as the library takes; see MAX_CODE. */
const MOST_LEVELS = 1_048_576
/** Fewer than two rows a text, and more texts than that: dates, names and numbers of things, of which nothing carries over. */
const LABELS = { share: 0.5, least: 20 }
const NAMES_SHOWN = 10

/** @throws Error that says which file, what is wrong with it, what to do */
export async function open(path: string, bytes: ReturnType<typeof createReadStream>): Promise<Source> {
  try {
    return { path, table: await readTable(bytes) }
  } catch (error) {
    throw new Error(`${path}: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file; give the path of a CSV file'
  if (code === 'EISDIR') return 'this is a folder; give the path of a CSV file'
  if (code === 'EACCES') return 'it may not be read by the user who runs this; change its permissions'
  return error instanceof Error ? error.message : String(error)
}

/** The target of each row; rows without one are taken out of the source. */
export function takeTarget(source: Source, name: string, note: Note): Float64Array {
  const { path, table } = source
  const column = find(source, name, 'name one of its columns as the target')
  if (column.kind !== 'numeric') {
    const text = column.levels.find((level) => Number.isNaN(parseNumber(level, '.')))
    throw new Error(
      `${path}: the target '${name}' is not numeric, it holds text such as '${text}'; empty those cells, or name a numeric column`,
    )
  }
  const { values } = column
  const kept = Int32Array.from(values.keys().filter((row) => !Number.isNaN(values[row])))
  const lost = values.length - kept.length
  if (kept.length === 0) {
    throw new Error(`${path}: the target '${name}' has no value in any row; fill it in, or name another column`)
  }
  if (lost > 0) {
    note(`${path}: ${lost} of ${values.length} rows have no value in the target '${name}' and are left out`)
    table.columns = table.columns.map((each) =>
      each.kind === 'numeric'
        ? { ...each, values: keep(each.values, kept) }
        : { ...each, codes: keep(each.codes, kept) },
    )
    table.rows = kept.length
  }
  return values.subarray(0, kept.length)
}

/** Moves the rows to keep to the front of the very array: none of them moves back. */
function keep<Values extends Float64Array | Int32Array>(values: Values, rows: Int32Array): Values {
  rows.forEach((row, i) => {
    values[i] = values[row] ?? Number.NaN
  })
  return values.subarray(0, rows.length) as Values
}

function find({ path, table }: Source, name: string, advice: string): CsvColumn {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column) return column
  const plain = (text: string): string => text.trim().toLowerCase()
  const alike = table.columns.find((candidate) => plain(candidate.name) === plain(name))
  const names = table.columns.slice(0, NAMES_SHOWN).map((each) => `'${each.name}'`)
  const others = table.columns.length > NAMES_SHOWN ? ', …' : ''
  const has = alike
    ? `it has '${alike.name}', and names must be alike to the letter`
    : `it has ${names.join(', ')}${others}`
  throw new Error(`${path}: there is no column '${name}' (${has}); ${advice}`)
}

/** The columns of both tables that are learnt from, in the order of the training file, with its numbers of categories. */
export function matchColumns(
  training: Source,
  test: Source,
  target: string,
  note: Note,
): { columns: Column[]; testColumns: Column[] } {
  const wanted = training.table.columns.filter((column) => column.name !== target && isUsable(training, column, note))
  if (wanted.length === 0) {
    throw new Error(`${training.path}: besides the target '${target}' it has no column to learn from; add some`)
  }
  const known = new Set(training.table.columns.map(({ name }) => name))
  const extra = test.table.columns.filter(({ name }) => !known.has(name)).map(({ name }) => `'${name}'`)
  if (extra.length > 0) note(`${test.path}: not used, since ${training.path} has no such column: ${extra.join(', ')}`)
  const testColumns = wanted.map((like) => {
    const column = find(test, like.name, `add it as it is in ${training.path}, or take it out there`)
    return like.kind === 'numeric'
      ? numbers(training, like.values, test, column, note)
      : codes(like, test, column, note)
  })
  return { columns: wanted.map((column) => (column.kind === 'numeric' ? column.values : column.codes)), testColumns }
}

function isUsable({ path }: Source, column: CsvColumn, note: Note): boolean {
  if (column.kind === 'numeric') return true
  const { name, codes: rows, levels } = column
  const present = rows.reduce((count, code) => count + (code >= 0 ? 1 : 0), 0)
  const isLabel = levels.length > LABELS.least && levels.length > LABELS.share * present
  if (!isLabel && levels.length <= MOST_LEVELS) return true
  note(`${path}: column '${name}' is left out: its ${present} cells hold ${levels.length} different texts`)
  return false
}

/** A test column whose training column is numeric. */
function numbers({ path }: Source, like: Float64Array, test: Source, column: CsvColumn, note: Note): Column {
  if (column.kind === 'numeric') return column.values
  const { name, codes: rows, levels } = column
  const values = levels.map((level) => parseNumber(level, '.'))
  const text = levels[values.findIndex((value) => Number.isNaN(value))]
  if (values.every((value) => Number.isNaN(value)) && like.some((value) => !Number.isNaN(value))) {
    throw new Error(
      `${test.path}: column '${name}' holds text such as '${text}', and numbers in ${path}; give both files the same kind of column`,
    )
  }
  const missing = rows.filter((code) => code >= 0 && Number.isNaN(values[code])).length
  note(`${test.path}: column '${name}' is numeric in ${path}; ${missing} cells of text such as '${text}' are missing`)
  return Float64Array.from(rows, (code) => values[code] ?? Number.NaN)
}

/** A test column whose training column holds categories. */
function codes(like: CategoricalColumn, test: Source, column: CsvColumn, note: Note): Column {
  const codeOf = new Map(like.levels.map((level, code) => [level, code]))
  let unknown = 0
  const numberOf = (level: string | undefined): number => {
    const code = level === undefined ? -1 : codeOf.get(level)
    if (code === undefined) unknown++
    return code ?? -1
  }
  // Among categories a number is the level that `readTable` makes of it.
  const taken =
    column.kind === 'numeric'
      ? Int32Array.from(column.values, (value) => numberOf(Number.isNaN(value) ? undefined : String(value)))
      : column.codes.map((code) => numberOf(column.levels[code]))
  if (unknown > 0) {
    note(`${test.path}: column '${like.name}': ${unknown} cells hold categories unknown from training and are missing`)
  }
  return taken
}
