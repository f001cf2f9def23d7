import { directionCodes, rankingAnswer, type WireRankingItem } from '@alavanca/contract'
import { accepted, type Ask, type Reply } from './ask.ts'
import { CheckFailure, ensure, type Recorder } from './report.ts'
import * as sample from './sample.ts'

export const askRanking = (ask: Ask, modelId: number): Promise<Reply> =>
  ask('GET', '/ranking', { model_id: String(modelId) })

export const readRanking = (reply: Reply): WireRankingItem[] => {
  const result = rankingAnswer.safeParse(accepted(reply, [200]))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new CheckFailure(`${issue?.path.join('.') || 'answer'}: ${issue?.message}`)
}

const checkFeatures = (items: WireRankingItem[]): void => {
  const allowed = new Set<string>([...sample.features, sample.otherTarget])
  const names = items.map(({ feature }) => feature)
  const foreign = names.find((name) => !allowed.has(name))
  ensure(foreign === undefined, `${JSON.stringify(foreign)} is no column of the file, or the target`)
  ensure(new Set(names).size === names.length, 'a feature is there twice')
  ensure(names.includes(sample.driver), `${JSON.stringify(sample.driver)} is missing`)
}

/** The schema lets numbers be absent, since a client can do without; a keeper of the contract sends them. */
const checkNumbers = (items: WireRankingItem[]): void => {
  for (const { feature, score_final: score, importance_shap_mean_abs: shap } of items) {
    ensure(typeof score === 'number', `score_final of ${feature} is no number`)
    ensure(typeof shap === 'number', `importance_shap_mean_abs of ${feature} is no number`)
  }
}

const checkOrder = (items: WireRankingItem[]): void => {
  const scores = items.map((item) => item.score_final ?? item.importance_shap_mean_abs ?? 0)
  const fall = scores.findIndex((score, i) => score > (scores[i - 1] ?? Number.POSITIVE_INFINITY))
  ensure(fall === -1, `item ${fall + 1} scores higher than the one before it`)
}

const checkShares = (items: WireRankingItem[]): void => {
  const sum = items.reduce((total, item) => total + (item.importance_native ?? Number.NaN), 0)
  ensure(Math.abs(sum - 1) < 1e-6, `importance_native sums to ${sum}`)
  const inUnit = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1
  const outside = items.find((item) => !inUnit(item.shap_norm) || !inUnit(item.native_norm))
  ensure(!outside, `${outside?.feature} has shap_norm ${outside?.shap_norm}, native_norm ${outside?.native_norm}`)
}

const checkDirections = (items: WireRankingItem[]): void => {
  const codes: readonly unknown[] = directionCodes
  for (const item of items) {
    ensure(typeof item.direction === 'string', `${item.feature} has no direction`)
    ensure(
      codes.includes(item.direction_code),
      `${item.feature} has direction_code ${JSON.stringify(item.direction_code)}`,
    )
  }
}

/** @param leading the column that must be first */
export const ensureLeading = (items: WireRankingItem[], leading: string): void =>
  ensure(
    items[0]?.feature === leading,
    `first is ${JSON.stringify(items[0]?.feature)}; expected ${JSON.stringify(leading)}`,
  )

export const checkRanking = async (recorder: Recorder, items: WireRankingItem[]): Promise<void> => {
  await recorder.check('ranking.features', () => checkFeatures(items))
  await recorder.check('ranking.numbers', () => checkNumbers(items))
  await recorder.check('ranking.order', () => checkOrder(items))
  await recorder.check('ranking.driver', () => ensureLeading(items, sample.driver))
  await recorder.check('ranking.shares', () => checkShares(items))
  await recorder.check('ranking.direction', () => checkDirections(items))
}
