import { ModelServiceError } from '@alavanca/model-service/client'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

/** Runs a call that the caller waits for; a failure becomes one sentence that names no host and no library. */
export const askModelService = async <T>({ log }: Pick<Deps, 'log'>, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof ModelServiceError)) throw error
    log.warn({ err: error }, 'the model service failed')
    throw new AppError('model_service_failed', sentences[error.kind], { reason: error.kind }, { cause: error })
  }
}

const sentences: Record<ModelServiceError['kind'], string> = {
  unreachable: 'The model service cannot be reached; nothing was changed. Try again when it runs.',
  unknown: 'The model service failed, or did not answer in time; try again.',
  rejected: 'The model service refused the request.',
  invalid: 'The model service gave an answer that cannot be understood.',
}
