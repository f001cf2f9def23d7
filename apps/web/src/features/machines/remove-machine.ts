import { AppRequestError } from '@alavanca/api'
import { appErrorData } from '@alavanca/contract'
import { baseUrl } from '../../shared/api/api.ts'

/**
 * The REST route rather than the typed client, because this call may be the last thing a page does: it has to leave
 * at once, and to outlive the page. A machine that is gone already is what was wanted.
 */
export const removeMachine = async (machineId: number): Promise<void> => {
  const response = await fetch(`${baseUrl}/machines/${machineId}`, { method: 'DELETE', keepalive: true })
  if (response.ok) return
  const body: unknown = await response.json().catch(() => null)
  const fields: object = typeof body === 'object' && body !== null ? body : {}
  const message = 'detail' in fields && typeof fields.detail === 'string' ? fields.detail : ''
  const refusal = appErrorData.safeParse({ ...fields, message }).data ?? { code: 'unavailable', message, params: [] }
  if (refusal.code !== 'machine_not_found') throw new AppRequestError(response.status, refusal)
}
