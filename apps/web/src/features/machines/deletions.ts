import type { Clock } from '../../shared/time/clock.ts'

/** A machine whose deletion was confirmed: it can be taken back, or the server is being asked, or has refused. */
export type Deletion = { id: number; name: string } & (
  | { phase: 'waiting'; left: number }
  | { phase: 'sending' }
  | { phase: 'failed'; error: unknown }
)

export interface DeletionsOptions {
  clock: Clock
  /** Asks the server; resolves when the machine is gone, whoever removed it. */
  remove: (id: number) => Promise<void>
  /** Called before the entry goes, so that no list shows the machine again. */
  onRemoved: (id: number) => void
}

/** How long a deletion can be undone, in milliseconds. */
export const undoTime = 8_000
const second = 1_000

/** Machines hidden here and not yet gone there. Outside React, since it outlives every page of the panel. */
export const createDeletions = ({ clock, remove, onRemoved }: DeletionsOptions) => {
  const listeners = new Set<() => void>()
  const holds = new Set<string>()
  let entries: readonly Deletion[] = []
  let since = clock.now()
  let callOff: (() => void) | undefined

  const set = (next: readonly Deletion[]) => {
    entries = next
    if (!next.some(isShown)) holds.clear()
    for (const listener of listeners) listener()
  }

  const put = (entry: Deletion) => set(entries.map((other) => (other.id === entry.id ? entry : other)))
  const drop = (id: number) => set(entries.filter((entry) => entry.id !== id))

  /** Takes off what has passed, sends what is due, and wakes up when the next whole second of any entry is over. */
  const advance = () => {
    const elapsed = clock.now() - since
    since += elapsed
    if (holds.size === 0 && elapsed > 0 && entries.some(isWaiting)) {
      set(entries.map((entry) => (isWaiting(entry) ? { ...entry, left: entry.left - elapsed } : entry)))
    }
    for (const entry of entries) if (isWaiting(entry) && entry.left <= 0) void send(entry)
    callOff?.()
    const steps = entries.filter(isWaiting).map(({ left }) => left % second || second)
    callOff = holds.size > 0 || steps.length === 0 ? undefined : clock.after(Math.min(...steps), advance)
  }

  const send = async ({ id, name }: Deletion) => {
    put({ id, name, phase: 'sending' })
    try {
      await remove(id)
    } catch (error) {
      put({ id, name, phase: 'failed', error })
      return
    }
    onRemoved(id)
    drop(id)
  }

  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    current: () => entries,

    request: ({ id, name }: { id: number; name: string }) => {
      const known = entries.find((entry) => entry.id === id)
      if (known !== undefined && known.phase !== 'failed') return
      advance()
      set([...entries.filter((entry) => entry.id !== id), { id, name, phase: 'waiting', left: undoTime }])
      advance()
    },
    /** True when it was still time. */
    undo: (id: number): boolean => {
      const found = entries.some((entry) => entry.id === id && isWaiting(entry))
      if (found) drop(id)
      advance()
      return found
    },
    retry: (id: number) => {
      const entry = entries.find((other) => other.id === id)
      if (entry?.phase === 'failed') void send(entry)
    },
    /** Puts away the notice of a failure. */
    dismiss: (id: number) => {
      if (entries.some((entry) => entry.id === id && entry.phase === 'failed')) drop(id)
    },
    /** Time stands still while anything holds it: a pointer over the notices, or the focus inside. */
    hold: (reason: string) => {
      advance()
      holds.add(reason)
      advance()
    },
    release: (reason: string) => {
      advance()
      holds.delete(reason)
      advance()
    },
    /** Sends at once what still waits, held or not: the page is being left, and all of it was confirmed. */
    flush: () => {
      for (const entry of entries) if (isWaiting(entry)) void send(entry)
      advance()
    },
  }
}

export const isWaiting = (entry: Deletion): entry is Deletion & { phase: 'waiting' } => entry.phase === 'waiting'
/** What there is a notice about; nobody needs to read that the server is being asked. */
const isShown = (entry: Deletion): boolean => entry.phase !== 'sending'
/** What no list shows. */
export const isHidden = (entry: Deletion): boolean => entry.phase !== 'failed'
