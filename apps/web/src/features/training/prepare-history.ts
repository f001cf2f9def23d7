import type { Training } from '@alavanca/contract'

export interface HistoryEntry {
  training: Training
  r2: number | null
  /** That of the completed analysis before, of the same target. */
  r2Before: number | null
}

/** @param trainings the latest first */
export const prepareHistory = (trainings: readonly Training[]): HistoryEntry[] =>
  trainings.map((training, index) => {
    const r2 = r2Of(training)
    const before = trainings
      .slice(index + 1)
      .find((older) => older.state === 'completed' && older.target === training.target)
    return { training, r2, r2Before: before === undefined ? null : r2Of(before) }
  })

const r2Of = ({ state, metrics }: Training): number | null => {
  const r2 = metrics?.r2 ?? null
  return state === 'completed' && r2 !== null && Number.isFinite(r2) ? r2 : null
}
