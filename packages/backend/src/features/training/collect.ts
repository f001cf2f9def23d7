import {
  directionCode,
  fieldsOf,
  readExtraFields,
  limits,
  parseVerbatim,
  rankingItem,
  toSafeText,
  type RankingEntry,
  type WireRankingItem,
} from '@alavanca/contract'
import { ModelServiceError } from '@alavanca/model-service/client'
import { insertRanking } from '../../db/queries/rankings.ts'
import { findStep, lockStep, moveTraining, type Step } from '../../db/queries/trainings.ts'
import type { Call, Deps } from '../../deps.ts'
import { finishTraining } from './finish.ts'
import { later, timing } from './timing.ts'

const knownFields = new Set(Object.keys(rankingItem.shape))

const toEntry = (item: WireRankingItem, verbatim: unknown, index: number): RankingEntry => {
  const shap = item.importance_shap_mean_abs ?? 0
  return {
    position: index + 1,
    feature: toSafeText(item.feature, limits.columnNameLength),
    share: 0,
    scoreFinal: item.score_final ?? Math.abs(shap),
    importanceShapMeanAbs: shap,
    importanceNative: item.importance_native ?? null,
    shapNorm: item.shap_norm ?? null,
    nativeNorm: item.native_norm ?? null,
    direction: item.direction ? toSafeText(item.direction, limits.errorTextLength) : null,
    directionCode: directionCode.safeParse(item.direction_code).data ?? null,
    extra: readExtraFields(verbatim, knownFields),
  }
}

/** Old callers call `.toFixed` on this one: where the service left it out or wrote NaN, it is 0 for them. */
const toBody = (items: readonly WireRankingItem[], verbatim: readonly unknown[]): string =>
  JSON.stringify(
    items.map((item, index) =>
      typeof item.importance_shap_mean_abs === 'number'
        ? verbatim[index]
        : { ...Object.fromEntries(fieldsOf(verbatim[index])), importance_shap_mean_abs: 0 },
    ),
  )

/**
 * Fetches the ranking of a training whose completion was announced and stores it: `storing` → `completed`. Fetched
 * once, so that it can never disagree with the metrics beside it.
 *
 * @throws ModelServiceError when it should be tried again later
 */
export const collectRanking = async ({ ctx, input }: Call<{ trainingId: number }>): Promise<void> => {
  const training = await findStep(ctx.database.db, input.trainingId)
  if (training?.state !== 'storing') return
  await moveTraining(
    ctx.database.db,
    { id: training.id, from: ['storing'] },
    { lease_until: later(ctx.now(), timing.lease) },
  )
  const { body, items } = await fetchRanking(ctx, training)
  const verbatim = parseVerbatim(body) as unknown[]
  await ctx.database.transact(async (trx) => {
    if ((await lockStep(trx, training.id))?.state !== 'storing') return
    await insertRanking(trx, {
      trainingId: training.id,
      body: toBody(items, verbatim),
      entries: items.map((item, index) => toEntry(item, verbatim[index], index)),
      storedAt: ctx.now(),
    })
    // Last, since publishing takes a lock that all processes share.
    await finishTraining(ctx, trx, { training, from: ['storing'], to: 'completed' })
  })
}

const fetchRanking = async (ctx: Deps, training: Step) => {
  try {
    return await ctx.modelService.ranking(training.modelId)
  } catch (error) {
    if (error instanceof ModelServiceError && error.kind === 'invalid') {
      const failure = { code: 'ranking_invalid', message: error.detail ?? error.message } as const
      await ctx.database.transact((trx) =>
        finishTraining(ctx, trx, { training, from: ['storing'], to: 'failed', failure }),
      )
    }
    throw error
  }
}
