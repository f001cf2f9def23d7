import type { Training } from '@alavanca/contract'

export interface HistoryEntry {
  training: Training
  /** R² minus that of the completed analysis before, of the same target; null where there is nothing to compare. */
  r2Change: number | null
}

/** @param trainings the latest first */
export const prepareHistory = (trainings: readonly Training[]): HistoryEntry[] =>
  trainings.map((training, index) => {
    const r2 = r2Of(training)
    const before = trainings
      .slice(index + 1)
      .find((older) => older.state === 'completed' && older.target === training.target)
    const earlier = before === undefined ? null : r2Of(before)
    return { training, r2Change: r2 === null || earlier === null ? null : r2 - earlier }
  })

const r2Of = ({ state, metrics }: Training): number | null => {
  const r2 = metrics?.r2 ?? null
  return state === 'completed' && r2 !== null && Number.isFinite(r2) ? r2 : null
}
