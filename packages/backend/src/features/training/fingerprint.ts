import { ModelServiceError } from '@alavanca/model-service/client'
import { createHash } from 'node:crypto'
import type { Deps } from '../../deps.ts'

export const fingerprint = (body: string): string => createHash('sha256').update(body).digest('hex')

/**
 * Which ranking the model has now: its SHA-256, or '' when it has none. A lost callback is made up for only if this
 * changed, because `GET /ranking` does not say which training it belongs to.
 *
 * @throws ModelServiceError when the service cannot be reached, or calls to it pause now: then there is no point in
 *   sending either, and what it said is what came of the attempt
 */
export const fingerprintRanking = async ({ modelService }: Deps, modelId: number): Promise<string | null> => {
  try {
    return fingerprint((await modelService.ranking(modelId)).body)
  } catch (error) {
    const isPausing = modelService.health().condition !== 'closed'
    if (!(error instanceof ModelServiceError) || error.kind === 'unreachable' || isPausing) throw error
    return error.kind === 'rejected' ? '' : null
  }
}
