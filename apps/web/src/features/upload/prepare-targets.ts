import type { DatasetColumn } from '@alavanca/contract'

/** Why a column cannot be explained: there must be numbers, and they must differ. */
export type TargetProblem = 'categorical' | 'empty' | 'constant'

export interface TargetOption {
  key: string
  name: string
  problem: TargetProblem | null
}

export const prepareTargets = (columns: readonly DatasetColumn[]): TargetOption[] =>
  columns.map((column, index) => ({ key: `${index}:${column.name}`, name: column.name, problem: problemOf(column) }))

const problemOf = ({ kind, distinct, min, max }: DatasetColumn): TargetProblem | null => {
  if (kind !== 'numeric') return kind
  return distinct <= 1 || (min !== null && min === max) ? 'constant' : null
}

/** What was explained last time is most likely what is to be explained now; nothing else is guessed. */
export const suggestTarget = (options: readonly TargetOption[], previous: string | undefined): string =>
  options.find(({ name, problem }) => name === previous && problem === null)?.name ?? ''
