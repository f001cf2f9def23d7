import { useSyncExternalStore } from 'react'

/** `live` while changes arrive by themselves; in any other state what is shown may be behind. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline'

let stream: Exclude<Connection, 'offline'> = 'connecting'
const listeners = new Set<() => void>()

const notify = () => {
  for (const listener of listeners) listener()
}

export const connection = (): Connection => (navigator.onLine ? stream : 'offline')

export const setStreamState = (next: typeof stream): void => {
  if (next === stream) return
  stream = next
  notify()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

export const useConnection = (): Connection => useSyncExternalStore(subscribe, connection)
