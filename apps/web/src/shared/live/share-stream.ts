import type { Change } from '@alavanca/contract'
import type { OpenStream, StreamHandlers, StreamState } from './stream.ts'

/** What tabs of one browser tell each other. `lastEventId` lets a listener notice that it slept through something. */
export type Message =
  | { type: 'hello' }
  | { type: 'state'; state: StreamState; lastEventId: string | null }
  | { type: 'change'; id: string; change: Change }

export interface Channel {
  postMessage: (message: Message) => void
  listen: (hear: (message: Message) => void) => void
  close: () => void
}

export interface Sharing {
  channel: Channel
  /** Runs `lead` while this tab holds the lock that one tab of the browser can hold; see Web Locks. */
  whileLeader: (lead: () => Promise<void>, signal: AbortSignal) => Promise<unknown>
}

/**
 * One stream per browser: the tab that holds the lock keeps the connection and tells the others, and when it goes
 * away the next one continues from the last event it saw. Browsers allow six connections to a server, over all tabs.
 */
export const shareStream = ({ channel, whileLeader }: Sharing, open: OpenStream, handlers: StreamHandlers) => {
  const stop = new AbortController()
  let lastEventId: string | null = null
  let state: StreamState = 'connecting'
  let leading = false

  const tellState = () => channel.postMessage({ type: 'state', state, lastEventId })

  const onState = (next: StreamState) => {
    state = next
    handlers.onState(next)
  }

  channel.listen((message) => {
    if (leading) {
      if (message.type === 'hello') tellState()
      return
    }
    if (message.type === 'change') {
      lastEventId = message.id
      handlers.onChange(message.id, message.change)
    }
    if (message.type === 'state') {
      if (lastEventId !== null && lastEventId !== message.lastEventId) handlers.onGap()
      lastEventId = message.lastEventId
      onState(message.state)
    }
  })

  const lead = () =>
    new Promise<void>((release) => {
      leading = true
      const close = open(lastEventId, {
        onChange: (id, change) => {
          lastEventId = id
          channel.postMessage({ type: 'change', id, change })
          handlers.onChange(id, change)
        },
        onState: (next) => {
          onState(next)
          tellState()
        },
        onGap: handlers.onGap,
      })
      stop.signal.addEventListener('abort', () => {
        close()
        release()
      })
    })

  whileLeader(lead, stop.signal).catch(() => {
    // Aborted while waiting: this tab is going away.
  })
  channel.postMessage({ type: 'hello' })

  return {
    /** Asks the leader where it is: for a tab that wakes up. */
    checkIn: () => {
      if (!leading) channel.postMessage({ type: 'hello' })
    },
    close: () => {
      stop.abort()
      channel.close()
    },
  }
}
