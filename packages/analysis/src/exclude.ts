import type { CategoricalColumn, Column, ExcludedColumn, ExclusionReason, NumericColumn } from './types.ts'

/** More levels than this share of the rows: fewer than two rows a level, so nothing learned carries over. */
const IDENTIFIER_SHARE = 0.5
/** A column whose levels nearly all read as dates is time, however few they are. */
const DATE_SHARE = 0.9
/** Shorter runs of consecutive integers are met by chance or by design of an experiment. */
const MIN_COUNTER_ROWS = 20

// Year first, or day/month/year; a time of day may follow. Numbers alone are not dates.
const DATE = /^\s*(\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([T\s,]+\d{1,2}[:h].*)?\s*$/
const TIME_OF_DAY = /^\s*\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*$/i
const COUNTER_NAME =
  /^(id|idx|index|indice|índice|row|linha|nr|no|n|nº|num|number|numero|número|seq|sequence|sequencia|sequência|unnamed.*)$/i
const ID_WORD = /(^|[\s_.-])(id|uuid|guid|codigo|código|serial|lote|batch|amostra|sample|registro|record)([\s_.-]|$)/i
const TIME_WORD = /(^|[\s_.-])(time|timestamp|date|datetime|data|hora|datahora|dia|day|epoch|unix|ts)([\s_.-]|$)/i

/** Why a column cannot be ranked, or null when it can. */
export function exclusionOf(column: Column): ExclusionReason | null {
  return column.kind === 'numeric' ? numericExclusion(column) : categoricalExclusion(column)
}

function numericExclusion({ name, values }: NumericColumn): ExclusionReason | null {
  const first = values.find((value) => !Number.isNaN(value))
  if (first === undefined) return 'empty'
  const missing = values.some((value) => Number.isNaN(value))
  // One value and gaps still say something: that it is there.
  if (values.every((value) => Number.isNaN(value) || value === first)) return missing ? null : 'constant'
  if (missing || values.length < MIN_COUNTER_ROWS || !values.every((value) => Number.isInteger(value))) return null
  const step = constantStep(values)
  if (isMonotone(values) && (TIME_WORD.test(name) || looksLikeEpoch(values))) return 'time'
  if (step === 1 || step === -1) return 'row_counter'
  const named = COUNTER_NAME.test(name.trim()) || ID_WORD.test(name)
  return named && isDistinct(values) ? 'identifier' : null
}

function categoricalExclusion({ codes, levels }: CategoricalColumn): ExclusionReason | null {
  const seen = new Set<number>()
  let present = 0
  for (const code of codes) {
    if (code < 0) continue
    present++
    seen.add(code)
  }
  if (present === 0) return 'empty'
  if (seen.size === 1) return present < codes.length ? null : 'constant'
  let dates = 0
  for (const code of seen) if (isDate(levels[code] ?? '')) dates++
  if (dates >= DATE_SHARE * seen.size) return 'time'
  return seen.size > IDENTIFIER_SHARE * present ? 'identifier' : null
}

function isDate(text: string): boolean {
  return DATE.test(text) || TIME_OF_DAY.test(text)
}

/** The common difference of neighbours, or NaN. */
function constantStep(values: Float64Array): number {
  const step = (values[1] ?? NaN) - (values[0] ?? NaN)
  return values.every((value, i) => i === 0 || value - (values[i - 1] ?? NaN) === step) ? step : NaN
}

function isMonotone(values: Float64Array): boolean {
  return (
    values.every((value, i) => i === 0 || value > (values[i - 1] ?? NaN)) ||
    values.every((value, i) => i === 0 || value < (values[i - 1] ?? NaN))
  )
}

function isDistinct(values: Float64Array): boolean {
  return new Set(values).size === values.length
}

/** Seconds or milliseconds since 1970 that fall between 2001 and 2100. */
function looksLikeEpoch(values: Float64Array): boolean {
  return (
    values.every((value) => value > 1e9 && value < 4.2e9) || values.every((value) => value > 1e12 && value < 4.2e12)
  )
}

/** The only column being a counter, it is what the person wants ranked: its name, if there is one. */
export function keepCounterIfAlone(excluded: readonly ExcludedColumn[]): string | undefined {
  return excluded.find(({ reason }) => reason === 'row_counter')?.name
}
