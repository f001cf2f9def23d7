import type { DatasetColumn } from '@alavanca/contract'
import { AppError } from '../../errors.ts'

export interface TargetCandidate extends Pick<DatasetColumn, 'name' | 'kind' | 'missing' | 'distinct'> {
  /** First cell that is no number, where the whole file was just read. */
  firstText?: { line: number; text: string } | null
}

const listed = (names: readonly string[]): string =>
  names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`

/**
 * Decides, on the whole file, whether a column can be explained: it must exist exactly as typed, hold only numbers,
 * and vary; and some other column must be there to explain it.
 *
 * @throws AppError `target_not_found`, `target_not_numeric`, `target_constant`, `no_variables`
 */
export const checkTarget = (columns: readonly TargetCandidate[], target: string): void => {
  const column = columns.find(({ name }) => name === target)
  if (!column) {
    const names = listed(columns.map(({ name }) => name))
    throw new AppError(
      'target_not_found',
      `Target column "${target}" is not in the file. Its columns are: ${names}. Write the name exactly as it stands there.`,
      { target, columns: names },
    )
  }
  if (column.kind === 'categorical') {
    const at = column.firstText
    throw new AppError(
      'target_not_numeric',
      at
        ? `Target column "${target}" must hold only numbers; line ${at.line} holds "${at.text.slice(0, 80)}".`
        : `Target column "${target}" must hold only numbers; it also holds text.`,
      { target, ...(at ? { line: at.line, text: at.text.slice(0, 80) } : {}) },
    )
  }
  if (column.kind === 'empty' || column.distinct < 2) {
    throw new AppError(
      'target_constant',
      `Target column "${target}" ${column.kind === 'empty' ? 'has no values' : 'has the same value in every row'}; choose one that varies.`,
      { target },
    )
  }
  if (!columns.some(({ name, kind }) => name !== target && kind !== 'empty')) {
    throw new AppError(
      'no_variables',
      `The file has no column with values besides the target "${target}"; add the variables that may explain it.`,
      { target },
    )
  }
}
