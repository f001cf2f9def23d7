import { z } from 'zod'
import { fieldsOf } from './json.ts'
import { toSafeText } from './text.ts'

/**
 * What is spoken with a model service. Old services send only what their contract names, new ones may send more:
 * every object here keeps unknown fields, and everything a caller can do without is optional.
 */

const modelId = z.int()

/** Python writes bare NaN, which is read as null (see `parseLenientJson`); what is no number counts as absent. */
const figure = z.number().nullish().catch(null)

export const directionCodes = ['increases', 'decreases', 'nonmonotonic', 'categorical', 'none'] as const
export const directionCode = z.enum(directionCodes)
export type DirectionCode = z.infer<typeof directionCode>

/** `POST /models` and `POST /train` may answer `{"error": "…"}` with status 200. */
export const serviceError = z.looseObject({ error: z.string() })

/** Answer of `POST /models?model_name=`. */
export const createdModel = z.looseObject({ model_id: modelId })

/** Answer of `POST /train`: any JSON object without `error`. */
export const acceptedTraining = z.looseObject({})

/** One element of `GET /ranking?model_id=`, best first. */
export const rankingItem = z.looseObject({
  feature: z.string(),
  /** Relative weight, ≥ 0; a panel shows it normalised to percent. */
  score_final: z.number().nonnegative().nullish().catch(null),
  /** Mean |SHAP| in the target's unit. */
  importance_shap_mean_abs: figure,
  /** Share of split gain, 0–1. */
  importance_native: figure,
  shap_norm: figure,
  native_norm: figure,
  /** A sentence or a code, shown as received. */
  direction: z.string().nullish().catch(null),
  direction_code: z.string().nullish().catch(null),
})
export type WireRankingItem = z.infer<typeof rankingItem>
export const rankingAnswer = z.array(rankingItem)

/** Metrics in a callback; `mae` and `rmse` are in the target's unit. */
export const wireMetrics = z.looseObject({
  r2: figure,
  mae: figure,
  rmse: figure,
  n_train: figure,
  n_test: figure,
  n_features: figure,
  /** ISO 8601, or Unix time in seconds or milliseconds. */
  date: z.union([z.string(), z.number()]).nullish().catch(null),
})
export type WireMetrics = z.infer<typeof wireMetrics>

/** What a model service posts to the callback address. Any `status` other than completed and failed is progress. */
export const callback = z.looseObject({
  model_id: modelId,
  status: z.string().min(1),
  metrics: wireMetrics.nullish().catch(null),
  /** Optional progress of newer services: done share, 0–1, and a word for what is being done. */
  progress: z.number().min(0).max(1).nullish().catch(null),
  stage: z.string().nullish().catch(null),
  /** Optional reason of a failure. */
  error: z.string().nullish().catch(null),
})
export type Callback = z.infer<typeof callback>

const completedWord = /^(completed?|succe(ss|ss?ful|eded)|done|finished|conclu[ií]d[oa]|sucesso)$/i
const progressWord =
  /^(progress(ing)?|in[ _-]?progress|running|training|started|starting|queued|pending|waiting|accepted|received|preparing|loading|processing|working|fitting|boosting|explaining|treinando|em[ _-](an[áa]lise|andamento|fila|treinamento)|iniciad[oa]|processando|executando)$/i
const failedWord = /fail|error|falh|erro\b/i

/**
 * What a callback means. Old services post once, at the end, and name a failure in words of their own: a word that is
 * neither a known success nor known progress is a failure, unless the callback also tells how far the training is.
 */
export const callbackOutcome = ({
  status,
  progress,
  stage,
}: Pick<Callback, 'status' | 'progress' | 'stage'>): 'completed' | 'failed' | 'progress' => {
  const word = status.trim()
  if (completedWord.test(word)) return 'completed'
  if (progressWord.test(word)) return 'progress'
  const tellsProgress = typeof progress === 'number' || typeof stage === 'string'
  return tellsProgress && !failedWord.test(word) ? 'progress' : 'failed'
}

/** Numbers below are seconds, at or above are milliseconds: 10¹¹ s is the year 5138, 10¹¹ ms is March 1973. */
const firstMillisecond = 1e11

/** Outside these years PostgreSQL and people write dates differently; nobody trained a model there. */
const firstStorable = new Date('0001-01-01T00:00:00Z')
const lastStorable = new Date('9999-12-31T23:59:59Z')

/** Reads `metrics.date`; null when it is absent or no date. */
export const readWireDate = (value: string | number | null | undefined): Date | null => {
  if (value === null || value === undefined) return null
  const numeric = typeof value === 'number' ? value : /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
  const date =
    numeric === undefined ? new Date(value) : new Date(Math.abs(numeric) < firstMillisecond ? numeric * 1000 : numeric)
  return date >= firstStorable && date <= lastStorable ? date : null
}

/** Fields of a foreign object that our schema does not name, each as JSON text. */
export const readExtraFields = (value: unknown, known: ReadonlySet<string>): { name: string; json: string }[] =>
  fieldsOf(value)
    .filter(([name]) => !known.has(name))
    .map(([name, field]) => ({ name: toSafeText(name, 200), json: JSON.stringify(field) }))
