import type { Ranking, Training } from '@alavanca/contract'
import { listRankingEntries } from '../../db/queries/rankings.ts'
import type { Deps } from '../../deps.ts'

export const toRanking = async ({ database }: Deps, training: Training): Promise<Ranking> => ({
  machineId: training.machineId,
  trainingId: training.id,
  target: training.target,
  fileName: training.fileName,
  rows: training.rows,
  finishedAt: training.finishedAt ?? training.createdAt,
  metrics: training.metrics,
  entries: await listRankingEntries(database.db, training.id),
})
