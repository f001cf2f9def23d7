import type { DatasetColumn } from '@alavanca/contract'

/** What is known of a column, whether this browser read it or the server. */
export type Column = Pick<
  DatasetColumn,
  'name' | 'kind' | 'missing' | 'distinct' | 'distinctCapped' | 'min' | 'max' | 'mean' | 'sd'
>

/** Why a column cannot be explained: there must be numbers, they must differ, and the column must have a name to go by. */
export type TargetProblem = 'categorical' | 'empty' | 'constant' | 'nameless'

/** What speaks against a column that can be explained. */
export type TargetWarning = { kind: 'mostlyMissing'; share: number } | { kind: 'fewDistinct'; count: number }

export interface TargetOption {
  key: string
  name: string
  problem: TargetProblem | null
  /** Numbers with so few values that they may be a category. */
  few: boolean
}

const fewValues = 10

export const prepareTargets = (columns: readonly Column[]): TargetOption[] =>
  columns.map((column, index) => ({
    key: `${index}:${column.name}`,
    name: column.name,
    problem: problemOf(column),
    few: problemOf(column) === null && column.distinct <= fewValues,
  }))

const problemOf = ({ name, kind, distinct, min, max }: Column): TargetProblem | null => {
  if (name.trim() === '') return 'nameless'
  if (kind !== 'numeric') return kind
  return distinct <= 1 || (min !== null && min === max) ? 'constant' : null
}

/** What was explained last time is most likely what is to be explained now; nothing else is guessed. */
export const suggestTarget = (options: readonly TargetOption[], previous: string | undefined): string =>
  options.find(({ name, problem }) => name === previous && problem === null)?.name ?? ''

export const prepareWarnings = (column: Column, rows: number): TargetWarning[] => {
  const share = rows === 0 ? 0 : column.missing / rows
  return [
    ...(share >= 0.5 ? [{ kind: 'mostlyMissing' as const, share }] : []),
    ...(column.distinct <= fewValues ? [{ kind: 'fewDistinct' as const, count: column.distinct }] : []),
  ]
}

export const targetGroups = ['numbers', 'fewValues', 'unusable'] as const

/** Options in the groups they are offered in: what serves first, what does not last. */
export const groupTargets = (
  options: readonly TargetOption[],
): Record<(typeof targetGroups)[number], TargetOption[]> => ({
  numbers: options.filter(({ problem, few }) => problem === null && !few),
  fewValues: options.filter(({ few }) => few),
  unusable: options.filter(({ problem }) => problem !== null),
})

/** Letters that people leave out: case and accents. */
const simple = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** The options that a typed text may mean, those that begin with it first. */
export const findTargets = (options: readonly TargetOption[], typed: string): TargetOption[] => {
  const wanted = simple(typed.trim())
  if (wanted === '') return [...options]
  const found = options
    .map((option) => ({ option, at: simple(option.name).indexOf(wanted) }))
    .filter(({ at }) => at >= 0)
  return [...found.filter(({ at }) => at === 0), ...found.filter(({ at }) => at > 0)].map(({ option }) => option)
}
