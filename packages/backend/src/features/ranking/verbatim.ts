import { findLastVerbatim } from '../../db/queries/rankings.ts'
import type { Call } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { getMachine } from '../machines/get.ts'

/**
 * The body of `GET /ranking/` as JSON text: list and metrics of the last completed training exactly as the model
 * service sent them.
 *
 * @throws AppError `machine_not_found`, `ranking_not_found`
 */
export const verbatimRanking = async ({ ctx, input }: Call<{ machineId: number }>): Promise<string> => {
  await getMachine({ ctx, input })
  const last = await findLastVerbatim(ctx.database.db, input.machineId)
  if (!last) throw new AppError('ranking_not_found', 'Ranking not found', { id: input.machineId })
  return `{"ranking":${last.ranking},"metrics":${last.metrics ?? 'null'}}`
}
