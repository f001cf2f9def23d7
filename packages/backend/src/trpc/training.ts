import {
  changesInput,
  delivery,
  listTrainingsInput,
  page,
  startTrainingInput,
  training as trainingEntity,
  trainingAttempt,
  trainingInput,
  trainingLogInput,
  type Change,
} from '@alavanca/contract'
import { tracked, type TrackedEnvelope } from '@trpc/server'
import { AppError } from '../errors.ts'
import { listAttempts } from '../features/training/attempts.ts'
import { cancelTraining } from '../features/training/cancel.ts'
import { watchChanges } from '../features/training/changes.ts'
import { listDeliveries } from '../features/training/deliveries.ts'
import { getTraining } from '../features/training/get.ts'
import { listTrainings } from '../features/training/list.ts'
import { retryTraining } from '../features/training/retry.ts'
import { startTraining } from '../features/training/start.ts'
import { procedure, toTrpcError } from './init.ts'

const stopping = () => toTrpcError(new AppError('unavailable', 'The server is stopping; it will be back.'))

export const training = {
  start: procedure
    .input(startTrainingInput)
    .output(trainingEntity)
    .mutation(({ ctx, input }) => startTraining({ ctx: ctx.deps, input })),
  list: procedure
    .input(listTrainingsInput)
    .output(page(trainingEntity))
    .query(({ ctx, input }) => listTrainings({ ctx: ctx.deps, input })),
  get: procedure
    .input(trainingInput)
    .output(trainingEntity)
    .query(({ ctx, input }) => getTraining({ ctx: ctx.deps, input })),
  cancel: procedure
    .input(trainingInput)
    .output(trainingEntity)
    .mutation(({ ctx, input }) => cancelTraining({ ctx: ctx.deps, input })),
  retry: procedure
    .input(trainingInput)
    .output(trainingEntity)
    .mutation(({ ctx, input }) => retryTraining({ ctx: ctx.deps, input })),
  /** Every callback that reached it, with what came of it: duplicates, late ones and refusals too. */
  deliveries: procedure
    .input(trainingLogInput)
    .output(page(delivery))
    .query(({ ctx, input }) => listDeliveries({ ctx: ctx.deps, input })),
  attempts: procedure
    .input(trainingLogInput)
    .output(page(trainingAttempt))
    .query(({ ctx, input }) => listAttempts({ ctx: ctx.deps, input })),
  /** Each event's id is its place in the stream: a client that reconnects gets what it missed. */
  changes: procedure.input(changesInput).subscription(async function* ({
    ctx,
    input,
    signal = AbortSignal.abort(),
  }): AsyncGenerator<TrackedEnvelope<Change>, void> {
    for await (const { id, change } of watchChanges({ ctx: ctx.deps, input: { ...input, signal } })) {
      yield tracked(id, change)
    }
    // Ended by this server, not by the client: an error makes it come back, an end would not.
    if (!signal.aborted) throw stopping()
  }),
}
