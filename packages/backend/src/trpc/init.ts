import type { AppErrorData } from '@alavanca/contract'
import {
  initTRPC,
  TRPCError,
  type TRPCBuiltRouter,
  type TRPCDefaultErrorShape,
  type TRPCRouterRecord,
} from '@trpc/server'
import { ZodError } from 'zod'
import { AppError, toAppError, trpcCodeOf } from '../errors.ts'
import { invalidInput } from '../invalid-input.ts'
import type { Context } from './context.ts'
import { transformer } from './transformer.ts'

/** The shape of every error a client gets: tRPC's own, and ours in `data.app`. */
export interface ErrorShape extends TRPCDefaultErrorShape {
  data: TRPCDefaultErrorShape['data'] & { app: AppErrorData }
}

/** An error of tRPC's own making (no such procedure, unreadable input) has no AppError inside. */
const describe = (error: TRPCError): AppError => {
  if (error.cause instanceof AppError) return error.cause
  if (error.cause instanceof ZodError) return invalidInput(error.cause, [])
  if (error.code === 'NOT_FOUND') return new AppError('not_found', error.message)
  if (error.code === 'INTERNAL_SERVER_ERROR') return toAppError(error.cause ?? error)
  return new AppError('invalid_input', error.message)
}

const t = initTRPC.context<Context>().create({
  transformer,
  errorFormatter: ({ shape, error }): ErrorShape => {
    const app = describe(error).toData()
    const { stack: _, ...data } = shape.data
    return { ...shape, message: app.message, data: { ...data, app } }
  },
  sse: {
    ping: { enabled: true, intervalMs: 15_000 },
    client: { reconnectAfterInactivityMs: 40_000 },
  },
})

export const router = t.router

export const toTrpcError = (error: AppError): TRPCError =>
  new TRPCError({ code: trpcCodeOf(error.code), message: error.message, cause: error })

/** Every procedure: what a verb throws becomes a tRPC error with the code of the one table. */
export const procedure = t.procedure.use(async ({ ctx, next, path }) => {
  const result = await next()
  if (result.ok || result.error.code !== 'INTERNAL_SERVER_ERROR') return result
  const error = toAppError(result.error.cause ?? result.error)
  if (error.code === 'internal') ctx.deps.log.error({ err: error.cause, path }, 'a procedure failed')
  throw toTrpcError(error)
})

export interface Root<TContext extends object> {
  ctx: TContext
  meta: object
  errorShape: ErrorShape
  transformer: true
}

/**
 * The same router without the server's context in its type: declarations name everything the context mentions, and
 * clients must not need the server's dependencies to read them.
 */
export const publicShape = <TRecord extends TRPCRouterRecord>(
  built: TRPCBuiltRouter<Root<Context>, TRecord>,
): TRPCBuiltRouter<Root<object>, TRecord> => built as never
