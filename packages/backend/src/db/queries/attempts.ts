import type { AttemptOutcome, TrainingAttempt } from '@alavanca/contract'
import type { Db, Trx } from '../database.ts'

/** Kept of a training's attempts; older ones go. */
const kept = 200

interface Attempt {
  trainingId: number
  attempt: number
}

export const insertAttempt = async (
  trx: Trx,
  { trainingId, attempt, startedAt }: Attempt & { startedAt: Date },
): Promise<void> => {
  await trx.insertInto('attempts').values({ training_id: trainingId, attempt, started_at: startedAt }).execute()
  if (attempt <= kept) return
  await trx
    .deleteFrom('attempts')
    .where('training_id', '=', trainingId)
    .where('attempt', '<=', attempt - kept)
    .execute()
}

interface Ended extends Attempt {
  outcome: AttemptOutcome
  detail: string | null
  endedAt: Date
}

/** What came of an attempt; the first word on it stands. Where the training moves too, move it before. */
export const endAttempt = async (trx: Trx, { trainingId, attempt, outcome, detail, endedAt }: Ended): Promise<void> => {
  await trx
    .updateTable('attempts')
    .set({ outcome, detail, ended_at: endedAt })
    .where('training_id', '=', trainingId)
    .where('attempt', '=', attempt)
    .where('outcome', 'is', null)
    .execute()
}

/** The latest first. */
export const listAttempts = async (
  db: Db,
  { trainingId, before, limit }: { trainingId: number; before: number | undefined; limit: number },
): Promise<TrainingAttempt[]> => {
  const rows = await db
    .selectFrom('attempts')
    .selectAll()
    .where('training_id', '=', trainingId)
    .$if(before !== undefined, (q) => q.where('attempt', '<', before ?? 0))
    .orderBy('attempt', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ attempt, started_at: startedAt, ended_at: endedAt, outcome, detail }) => ({
    attempt,
    startedAt,
    endedAt,
    outcome,
    detail,
  }))
}
