import type { ModelServiceClient } from './client.ts'
import { ModelServiceError } from './errors.ts'

/** What is known of the service by the calls made: `half-open` while one call finds out whether it is back. */
export type ServiceCondition = 'closed' | 'open' | 'half-open'

export interface ServiceHealth {
  condition: ServiceCondition
  /** Failures in a row. */
  failures: number
  /** While calls pause: when one is let through again. */
  retryAt: Date | null
}

/** A client whose calls pause together while the service fails. */
export interface GuardedClient extends ModelServiceClient {
  health(): ServiceHealth
  /** The same without the pause, for a last question whose answer is worth more than the service's rest. */
  readonly unguarded: ModelServiceClient
}

export interface BreakerOptions {
  now: () => Date
  /** Failures in a row that open it. */
  threshold?: number
  /** Milliseconds from the last failure to the next try: doubles with each that fails, up to the longest. */
  firstPause?: number
  longestPause?: number
  /** Told once whenever calls begin to pause, and once when they may go on. */
  onChange?: (change: { condition: 'closed' | 'open'; failures: number }) => void
}

const always = (): boolean => true

/** The service is not there, or not well. What it refuses, or answers strangely, it was there to answer. */
const isFailure = (error: unknown): boolean =>
  error instanceof ModelServiceError && (error.kind === 'unreachable' || error.kind === 'unknown')

/**
 * A circuit breaker over all calls of one client. After `threshold` failures in a row calls fail at once, as
 * `unreachable`; after a pause one goes through, and its outcome decides for all. A call that somebody waits for, to
 * make or remove a model, need not wait for the pause: a service that is back is not called away to a person's face.
 */
export const withBreaker = (
  client: ModelServiceClient,
  { now, threshold = 8, firstPause = 1_000, longestPause = 5_000, onChange = () => {} }: BreakerOptions,
): GuardedClient => {
  let failures = 0
  let probing = false
  let retryAt = 0

  const isOpen = (): boolean => failures >= threshold
  const succeed = (): void => {
    const wasOpen = isOpen()
    const before = failures
    failures = 0
    if (wasOpen) onChange({ condition: 'closed', failures: before })
  }
  const fail = (): void => {
    failures++
    if (!isOpen()) return
    retryAt = now().getTime() + Math.min(longestPause, firstPause * 2 ** Math.min(failures - threshold, 10))
    if (failures === threshold) onChange({ condition: 'open', failures })
  }

  const guard = async <T>(call: () => Promise<T>, mayAsk = () => now().getTime() >= retryAt): Promise<T> => {
    const isProbe = isOpen()
    if (isProbe && (probing || !mayAsk())) throw new ModelServiceError('unreachable', { paused: true })
    if (isProbe) probing = true
    try {
      const result = await call()
      succeed()
      return result
    } catch (error) {
      if (isFailure(error)) fail()
      else if (error instanceof ModelServiceError) succeed()
      throw error
    } finally {
      if (isProbe) probing = false
    }
  }

  return {
    unguarded: client,
    createModel: (...call) => guard(() => client.createModel(...call), always),
    deleteModel: (...call) => guard(() => client.deleteModel(...call), always),
    train: (...call) => guard(() => client.train(...call)),
    ranking: (...call) => guard(() => client.ranking(...call)),
    health: () => ({
      condition: isOpen() ? (probing ? 'half-open' : 'open') : 'closed',
      failures,
      retryAt: isOpen() ? new Date(probing ? Math.max(retryAt, now().getTime() + firstPause) : retryAt) : null,
    }),
  }
}
