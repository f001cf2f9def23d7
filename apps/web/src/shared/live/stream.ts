import type { Change } from '@alavanca/contract'

export type StreamState = 'connecting' | 'live' | 'reconnecting'

export interface StreamHandlers {
  /** One change, with the id that a reconnect continues from. */
  onChange: (id: string, change: Change) => void
  onState: (state: StreamState) => void
  /** Changes may have been missed, and no id is known to continue from. */
  onGap: () => void
}

/** Opens a stream that continues after `lastEventId`; the function returned closes it. */
export type OpenStream = (lastEventId: string | null, handlers: StreamHandlers) => () => void

/** The one procedure of the client that is needed here, so that tests need no server. */
export interface ChangesProcedure {
  subscribe: (
    input: { lastEventId?: string | null },
    callbacks: {
      onData: (event: { id: string; data: Change }) => void
      onError: () => void
      /** A server that shuts down ends the stream in good order. */
      onComplete: () => void
      onConnectionStateChange: (state: { state: 'idle' | 'connecting' | 'pending' }) => void
    },
  ) => { unsubscribe: () => void }
}

const firstDelay = 1_000
const longestDelay = 30_000

/**
 * The server's stream of changes. The client library reconnects after a lost connection; what it gives up on, such as
 * a refusal while the server restarts, is tried again here, ever more slowly.
 */
export const createStream =
  (changes: ChangesProcedure): OpenStream =>
  (since, handlers) => {
    let lastEventId = since
    let failures = 0
    let everLive = false
    let closed = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let subscription: { unsubscribe: () => void } | undefined

    const connect = () => {
      subscription?.unsubscribe()
      subscription = changes.subscribe(lastEventId === null ? {} : { lastEventId }, {
        onData: ({ id, data }) => {
          lastEventId = id
          handlers.onChange(id, data)
        },
        onConnectionStateChange: ({ state }) => {
          if (closed || state === 'idle') return
          if (state === 'connecting') {
            handlers.onState(everLive || failures > 0 ? 'reconnecting' : 'connecting')
            return
          }
          everLive = true
          failures = 0
          handlers.onState('live')
          if (lastEventId === null) handlers.onGap()
        },
        onError: lost,
        onComplete: lost,
      })
    }

    const lost = () => {
      if (closed || timer !== undefined) return
      handlers.onState('reconnecting')
      timer = setTimeout(connectNow, Math.min(firstDelay * 2 ** failures, longestDelay))
      failures++
    }

    const connectNow = () => {
      if (timer === undefined) return
      clearTimeout(timer)
      timer = undefined
      connect()
    }

    connect()
    globalThis.addEventListener?.('online', connectNow)
    return () => {
      closed = true
      clearTimeout(timer)
      globalThis.removeEventListener?.('online', connectNow)
      subscription?.unsubscribe()
    }
  }
