import { appErrorData, type AppErrorData, type ErrorCode } from '@alavanca/contract'
import { TRPCClientError } from '@trpc/client'

/** A REST route's refusal, thrown by the upload helper. */
export class AppRequestError extends Error {
  override name = 'AppRequestError'
  readonly status: number
  readonly app: AppErrorData
  constructor(status: number, app: AppErrorData) {
    super(app.message)
    this.status = status
    this.app = app
  }
}

/** What the server said about an error; undefined when it said nothing (no connection, a proxy in between). */
export const appErrorOf = (error: unknown): AppErrorData | undefined => {
  if (error instanceof AppRequestError) return error.app
  if (!(error instanceof TRPCClientError)) return undefined
  const data: unknown = error.data
  if (typeof data !== 'object' || data === null || !('app' in data)) return undefined
  return appErrorData.safeParse(data.app).data
}

/** Whether the server refused with this code. */
export const isAppError = (error: unknown, code: ErrorCode): boolean => appErrorOf(error)?.code === code
