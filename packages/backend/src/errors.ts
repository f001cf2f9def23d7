import type { AppErrorData, ErrorCode } from '@alavanca/contract'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server'

/** An error a caller can do something about. Anything else that is thrown is ours, and is told as `internal`. */
export class AppError extends Error {
  override name = 'AppError'
  readonly code: ErrorCode
  readonly params: AppErrorData['params']

  constructor(code: ErrorCode, message: string, params: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.params = Object.entries(params).map(([name, value]) => ({ name, value }))
  }

  toData(): AppErrorData {
    return { code: this.code, message: this.message, params: this.params }
  }
}

type Status = 400 | 401 | 403 | 404 | 408 | 409 | 410 | 413 | 415 | 422 | 500 | 502 | 503

/** The one table of what each error is on the wire. */
const table: Record<ErrorCode, { status: Status; trpc: TRPC_ERROR_CODE_KEY }> = {
  invalid_input: { status: 422, trpc: 'BAD_REQUEST' },
  unauthorized: { status: 401, trpc: 'UNAUTHORIZED' },
  forbidden: { status: 403, trpc: 'FORBIDDEN' },
  not_found: { status: 404, trpc: 'NOT_FOUND' },
  machine_not_found: { status: 404, trpc: 'NOT_FOUND' },
  dataset_not_found: { status: 404, trpc: 'NOT_FOUND' },
  dataset_removed: { status: 410, trpc: 'NOT_FOUND' },
  training_not_found: { status: 404, trpc: 'NOT_FOUND' },
  ranking_not_found: { status: 404, trpc: 'NOT_FOUND' },
  file_type: { status: 400, trpc: 'BAD_REQUEST' },
  file_not_csv: { status: 400, trpc: 'BAD_REQUEST' },
  file_empty: { status: 400, trpc: 'BAD_REQUEST' },
  file_too_large: { status: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  file_too_slow: { status: 408, trpc: 'TIMEOUT' },
  file_encoded: { status: 415, trpc: 'UNSUPPORTED_MEDIA_TYPE' },
  storage_full: { status: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  target_not_found: { status: 400, trpc: 'BAD_REQUEST' },
  target_constant: { status: 400, trpc: 'BAD_REQUEST' },
  target_not_numeric: { status: 400, trpc: 'BAD_REQUEST' },
  no_variables: { status: 400, trpc: 'BAD_REQUEST' },
  training_finished: { status: 409, trpc: 'CONFLICT' },
  training_not_finished: { status: 409, trpc: 'CONFLICT' },
  callback_unauthorized: { status: 401, trpc: 'UNAUTHORIZED' },
  callback_wrong_model: { status: 409, trpc: 'CONFLICT' },
  callback_expired: { status: 410, trpc: 'NOT_FOUND' },
  body_too_large: { status: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  key_in_use: { status: 409, trpc: 'CONFLICT' },
  key_reused: { status: 422, trpc: 'BAD_REQUEST' },
  model_service_failed: { status: 502, trpc: 'BAD_GATEWAY' },
  unavailable: { status: 503, trpc: 'SERVICE_UNAVAILABLE' },
  internal: { status: 500, trpc: 'INTERNAL_SERVER_ERROR' },
}

export const httpStatusOf = (code: ErrorCode): Status => table[code].status
export const trpcCodeOf = (code: ErrorCode): TRPC_ERROR_CODE_KEY => table[code].trpc

/**
 * The database is away, full, shutting down (SQLSTATE classes 08, 53, 57), or too busy to give a lock or to commit now
 * (class 40, 55P03, 25P03).
 */
const awayCodes = /^(08...|53...|57...|40...|55P03|25P03)$/
const awayErrno = /^(ECONN\w+|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/
/** pg's own errors carry no code. */
const awayMessage =
  /^(timeout exceeded when trying to connect|Connection terminated|Client (has encountered|was closed)|the database (thread|is closed))/

const isDatabaseAway = (error: unknown, code: string): boolean =>
  awayCodes.test(code) || awayErrno.test(code) || (error instanceof Error && awayMessage.test(error.message))

/**
 * The error as callers see it. A net under the boundary checks: SQLSTATE classes 22 (data), 23 (constraint) and 54
 * (program limit) come from input, whatever let it through.
 */
export const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (isDatabaseAway(error, code)) {
    return new AppError('unavailable', 'The database cannot be reached; try again shortly.', {}, { cause: error })
  }
  if (/^(22|23|54)...$/.test(code)) {
    return new AppError('invalid_input', 'The request holds a value that cannot be stored.', {}, { cause: error })
  }
  return new AppError('internal', 'Something went wrong on the server; the log has the details.', {}, { cause: error })
}
