import type { RankingEntry } from '@alavanca/contract'
import type { Db, Trx } from '../database.ts'
import type { RankingEntryRow } from '../tables/rankings.ts'

/** Stores the list as received and, typed beside it, its entries in the same order. */
export const insertRanking = async (
  trx: Trx,
  {
    trainingId,
    body,
    entries,
    storedAt,
  }: { trainingId: number; body: string; entries: readonly RankingEntry[]; storedAt: Date },
): Promise<void> => {
  await trx.insertInto('rankings').values({ training_id: trainingId, body, stored_at: storedAt }).execute()
  // 11 columns a row: chunks keep the statement far below PostgreSQL's 65,535 parameters.
  for (let start = 0; start < entries.length; start += 1_000) {
    await trx
      .insertInto('ranking_entries')
      .values(entries.slice(start, start + 1_000).map((entry) => toRow(trainingId, entry)))
      .execute()
  }
}

const toRow = (trainingId: number, entry: RankingEntry): RankingEntryRow => ({
  training_id: trainingId,
  position: entry.position,
  feature: entry.feature,
  score_final: entry.scoreFinal,
  importance_shap_mean_abs: entry.importanceShapMeanAbs,
  importance_native: entry.importanceNative,
  shap_norm: entry.shapNorm,
  native_norm: entry.nativeNorm,
  direction: entry.direction,
  direction_code: entry.directionCode,
  extra: JSON.stringify(entry.extra),
})

const toEntry = (row: RankingEntryRow, total: number): RankingEntry => ({
  position: row.position,
  feature: row.feature,
  share: total > 0 ? row.score_final / total : 0,
  scoreFinal: row.score_final,
  importanceShapMeanAbs: row.importance_shap_mean_abs,
  importanceNative: row.importance_native,
  shapNorm: row.shap_norm,
  nativeNorm: row.native_norm,
  direction: row.direction,
  directionCode: row.direction_code,
  extra: JSON.parse(row.extra) as RankingEntry['extra'],
})

export const listRankingEntries = async (db: Db, trainingId: number): Promise<RankingEntry[]> => {
  const rows = await db
    .selectFrom('ranking_entries')
    .selectAll()
    .where('training_id', '=', trainingId)
    .orderBy('position')
    .execute()
  const total = rows.reduce((sum, row) => sum + row.score_final, 0)
  return rows.map((row) => toEntry(row, total))
}

/** The last completed training's list and metrics, both JSON text exactly as the model service sent them. */
export const findLastVerbatim = async (
  db: Db,
  machineId: number,
): Promise<{ ranking: string; metrics: string | null } | undefined> =>
  db
    .selectFrom('trainings as t')
    .innerJoin('rankings as r', 'r.training_id', 't.id')
    .select(['r.body as ranking', 't.metrics_json as metrics'])
    .where('t.machine_id', '=', machineId)
    .where('t.state', '=', 'completed')
    .orderBy('t.id', 'desc')
    .limit(1)
    .executeTakeFirst()
