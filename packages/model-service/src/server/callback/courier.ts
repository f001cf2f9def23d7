import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Post } from './post.ts'

/** Milliseconds. */
export interface Backoff {
  first: number
  longest: number
  /** After this long, undelivered results are given up. */
  giveUpAfter: number
}

export interface Courier {
  /** Posts until an answer settles it; false when it was given up. Throws the signal's reason. */
  deliver(message: Message, signal: AbortSignal): Promise<boolean>
}

export interface Message {
  modelId: number
  url: string
  body: string
  /** When it was first due (Unix ms). */
  since: number
}

export interface CourierDeps {
  post: Post
  clock: Clock
  /** Uniform in [0, 1). */
  random: () => number
  backoff: Backoff
  log: Logger
}

const postTimeout = 15_000

/** Any 2xx settles, and so does a 4xx, which repeating cannot change; except those that ask for another try. */
const settles = (status: number): boolean =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500 && ![408, 425, 429].includes(status))

export const createCourier = ({ post, clock, random, backoff, log }: CourierDeps): Courier => {
  const attempt = async ({ modelId, url, body }: Message, signal: AbortSignal): Promise<boolean> => {
    try {
      const status = await post(url, body, AbortSignal.any([signal, AbortSignal.timeout(postTimeout)]))
      if (!settles(status)) log.warn('callback not taken', { modelId, status })
      return settles(status)
    } catch (error) {
      signal.throwIfAborted()
      log.warn('callback not delivered', {
        modelId,
        code: error instanceof Error && 'code' in error ? error.code : undefined,
      })
      return false
    }
  }

  return {
    async deliver(message, signal) {
      for (let wait = backoff.first; ; wait = Math.min(wait * 2, backoff.longest)) {
        if (await attempt(message, signal)) return true
        if (clock.now() - message.since > backoff.giveUpAfter) return false
        await clock.sleep(wait * (0.5 + random() / 2), signal)
      }
    },
  }
}
