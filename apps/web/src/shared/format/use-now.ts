import { useSyncExternalStore } from 'react'

const interval = 15_000
let now = new Date()

const subscribe = (notify: () => void) => {
  now = new Date()
  const timer = setInterval(() => {
    now = new Date()
    notify()
  }, interval)
  return () => clearInterval(timer)
}

/** The time, refreshed often enough for "5 minutes ago". */
export const useNow = (): Date => useSyncExternalStore(subscribe, () => now)
