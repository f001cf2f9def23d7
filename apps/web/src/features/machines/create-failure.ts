import { appErrorOf } from '@alavanca/api'

/** How the model service failed a creation, as a key of the catalogue; undefined when something else failed. */
export const createFailure = (error: unknown): 'refused' | 'silent' | undefined => {
  const data = appErrorOf(error)
  if (data?.code !== 'model_service_failed') return undefined
  return data.params.some(({ name, value }) => name === 'reason' && value === 'rejected') ? 'refused' : 'silent'
}
