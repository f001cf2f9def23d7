import type { Change } from '@alavanca/contract'
import type { Database } from '../db/database.ts'
import { changeBounds, listChangesAfter, type SequencedChange } from '../db/queries/changes.ts'
import { Mailbox } from './mailbox.ts'
import { RecentChanges } from './recent.ts'

export interface FeedEvent {
  /** Id to resume after, a decimal number as text. */
  id: string
  change: Change
}

export interface ChangeFeed {
  start(): Promise<void>
  /**
   * Events after `lastEventId`, those already stored first, then live until `signal` aborts. Without an id, or with one
   * that is no longer kept, the first event is a `reset`.
   */
  subscribe(lastEventId: number | undefined, signal: AbortSignal): AsyncGenerator<FeedEvent, void>
  /** How many there are. */
  subscribers(): number
  stop(): Promise<void>
}

const pageSize = 500
/** A subscriber that reads too slowly for this many goes back to reading pages. */
const maxQueued = 1_000
/** Kept in memory, at least, for those that come back: about a megabyte. */
const maxRecent = 1_000
/** A notification may be lost with its connection: the reader looks by itself so often. */
const lookEveryMs = 10_000

interface FeedOptions {
  database: Database
  now: () => Date
  onError: (error: unknown) => void
}

/** One reader of the outbox for the whole process; subscribers are served from memory but for what is older than that. */
export const createChangeFeed = ({ database, now, onError }: FeedOptions): ChangeFeed => {
  const { db, changeSignal } = database
  const subscribers = new Set<Mailbox>()
  const stopped = new AbortController()
  const recent = new RecentChanges(maxRecent)
  let reading: Promise<void> | undefined
  let again = false
  let looking: NodeJS.Timeout | undefined

  const readNew = async (): Promise<void> => {
    for (;;) {
      const events = await listChangesAfter(db, recent.last, pageSize)
      if (events.length === 0) return
      recent.add(events)
      for (const mailbox of subscribers) mailbox.put(events)
    }
  }
  const wake = (): void => {
    again = true
    reading ??= (async () => {
      while (again && !stopped.signal.aborted) {
        again = false
        await readNew()
      }
    })()
      .catch(onError)
      .finally(() => {
        reading = undefined
        // Told of more while a read went wrong, on a connection that was dead perhaps.
        if (again && !stopped.signal.aborted) wake()
      })
  }

  const readAfter = async (seq: number): Promise<readonly SequencedChange[]> =>
    recent.after(seq) ?? (await listChangesAfter(db, seq, pageSize))

  async function* subscribe(lastEventId: number | undefined, signal: AbortSignal): AsyncGenerator<FeedEvent, void> {
    const mailbox = new Mailbox(maxQueued)
    const close = () => mailbox.close()
    if (signal.aborted || stopped.signal.aborted) close()
    // Listened to once: signals put together from others are dear to ask at every event.
    signal.addEventListener('abort', close)
    subscribers.add(mailbox)
    try {
      const { first, last } = recent.covers(lastEventId) ? recent : await changeBounds(db)
      const isKept = lastEventId !== undefined && lastEventId >= first - 1 && lastEventId <= last
      let sent = isKept ? lastEventId : last
      if (!isKept) yield { id: String(last), change: { kind: 'reset', machineId: null, training: null, at: now() } }
      while (!mailbox.closed) {
        mailbox.reset()
        for (let missed = await readAfter(sent); missed.length > 0 && !mailbox.closed; missed = await readAfter(sent)) {
          for (const { seq, change } of missed) yield { id: String(seq), change }
          sent = missed.at(-1)?.seq ?? sent
        }
        for (let next = await mailbox.take(); next; next = await mailbox.take()) {
          // What was read above may have been ahead of the mailbox.
          if (next.seq <= sent) continue
          sent = next.seq
          yield { id: String(next.seq), change: next.change }
        }
      }
    } finally {
      signal.removeEventListener('abort', close)
      subscribers.delete(mailbox)
    }
  }

  return {
    start: async () => {
      // What was told before a restart is what those that come back ask for.
      const { first, last } = await changeBounds(db)
      recent.startAfter(Math.max(first - 1, last - maxRecent, 0))
      await readNew()
      await changeSignal.start({ wake })
      looking = setInterval(wake, lookEveryMs)
      wake()
    },
    subscribe,
    subscribers: () => subscribers.size,
    stop: async () => {
      stopped.abort()
      for (const mailbox of subscribers) mailbox.close()
      clearInterval(looking)
      await changeSignal.stop()
      await reading
    },
  }
}
