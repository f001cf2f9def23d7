import { client, trpc } from '../api/api.ts'
import { queryClient } from '../api/query-client.ts'
import { systemClock } from '../time/clock.ts'
import { throttle } from '../time/throttle.ts'
import { applyChange } from './apply-change.ts'
import { connection, setStreamState } from './connection.ts'
import { reread } from './reread.ts'
import { type Channel, type Message, shareStream } from './share-stream.ts'
import { createStream, type StreamHandlers } from './stream.ts'

const name = 'alavanca.live'
const pollInterval = 5_000
/** A program that creates a thousand machines must not make every open list ask a thousand times. */
const listInterval = 1_000

/** Keeps the cache as fresh as the server says, from the start of the page until its end. */
export const startLive = (): void => {
  const rereadLists = throttle(
    () => void queryClient.invalidateQueries(trpc.machines.list.pathFilter()),
    listInterval,
    systemClock,
  )
  const handlers: StreamHandlers = {
    onChange: (_, change) => applyChange(queryClient, trpc, change, rereadLists),
    onState: setStreamState,
    onGap: () => void reread(queryClient),
  }
  const open = createStream(client.training.changes)

  // Without a secure context (plain HTTP on a plant network) there are no locks: each tab then listens for itself.
  if ('locks' in navigator && 'BroadcastChannel' in globalThis) {
    const shared = shareStream(
      { channel: openChannel(), whileLeader: (lead, signal) => navigator.locks.request(name, { signal }, lead) },
      open,
      handlers,
    )
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) shared.checkIn()
    })
  } else {
    open(null, handlers)
  }
  setInterval(poll, pollInterval)
}

const openChannel = (): Channel => {
  const channel = new BroadcastChannel(name)
  return {
    postMessage: (message) => channel.postMessage(message),
    // Only this code speaks on the channel, and all tabs of one browser run the same version but for an update.
    listen: (hear) => channel.addEventListener('message', ({ data }: MessageEvent<Message>) => hear(data)),
    close: () => channel.close(),
  }
}

/** While no changes arrive, what is on screen is asked for again. */
const poll = (): void => {
  const state = connection()
  if (state === 'live' || state === 'offline' || document.hidden) return
  void queryClient.refetchQueries({ type: 'active' })
}
