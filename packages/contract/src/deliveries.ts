import { z } from 'zod'

/** What became of a callback that reached a training. */
export const deliveryOutcomes = [
  /** It had its effect. */
  'applied',
  /** Seen before, and answered with the first outcome. */
  'duplicate',
  /** The training had ended already, or its result is being stored: no effect. */
  'late',
  'bad_signature',
  'bad_body',
  'wrong_model',
  /** It came to the address of an attempt that a later one replaced. */
  'superseded',
  /** Its address had expired, or the machine was deleted. */
  'expired',
] as const
export const deliveryOutcome = z.enum(deliveryOutcomes)
export type DeliveryOutcome = z.infer<typeof deliveryOutcome>

/** One callback as it arrived; what was refused before its body was read has neither size nor hash. */
export const delivery = z.object({
  /** Counts the training's callbacks from 1. */
  number: z.int(),
  at: z.date(),
  /** The attempt whose address it came to. */
  attempt: z.int(),
  outcome: deliveryOutcome,
  /** The word the model service used. */
  status: z.string().nullable(),
  /** The `webhook-id`, where the callback was signed. */
  messageId: z.string().nullable(),
  bodySha256: z.string().nullable(),
  bytes: z.int().nullable(),
  /** Address it came from. */
  source: z.string().nullable(),
})
export type Delivery = z.infer<typeof delivery>

/** What came of an attempt to send a file to the model service. */
export const attemptOutcomes = [
  'accepted',
  'refused',
  'unreachable',
  /** Answered with an error that another try may not meet. */
  'failed',
  /** Cut, or not answered in time: it may have arrived. */
  'unknown',
  /** Whoever sent it is gone. */
  'no_answer',
  'file_missing',
  /** The store that keeps the file could not be reached. */
  'file_unavailable',
  /** The training ended meanwhile, or somebody else took it over. */
  'abandoned',
] as const
export const attemptOutcome = z.enum(attemptOutcomes)
export type AttemptOutcome = z.infer<typeof attemptOutcome>

export const trainingAttempt = z.object({
  attempt: z.int(),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  /** Null while it goes on, and where the process that made it ended. */
  outcome: attemptOutcome.nullable(),
  /** In the words of the model service, or ours, in English. */
  detail: z.string().nullable(),
})
export type TrainingAttempt = z.infer<typeof trainingAttempt>
