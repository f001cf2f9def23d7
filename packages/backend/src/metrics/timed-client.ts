import { ModelServiceError, type ModelServiceClient } from '@alavanca/model-service/client'
import type { Metrics, ModelCallLabels } from './metrics.ts'

const outcomeOf = (error: unknown): string => (error instanceof ModelServiceError ? error.kind : 'other')

/** The same client, its calls measured: what is really asked of the service, so it belongs inside the breaker. */
export const timedClient = (client: ModelServiceClient, { modelCall }: Metrics): ModelServiceClient => {
  const time = async <T>(op: ModelCallLabels['op'], call: Promise<T>): Promise<T> => {
    const start = performance.now()
    const note = (outcome: string) => modelCall({ op, outcome }, (performance.now() - start) / 1_000)
    try {
      const result = await call
      note('ok')
      return result
    } catch (error) {
      note(outcomeOf(error))
      throw error
    }
  }
  return {
    createModel: (...call) => time('create', client.createModel(...call)),
    deleteModel: (...call) => time('delete', client.deleteModel(...call)),
    train: (...call) => time('train', client.train(...call)),
    ranking: (...call) => time('ranking', client.ranking(...call)),
  }
}
