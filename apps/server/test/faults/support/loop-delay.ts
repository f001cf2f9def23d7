import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolution = 10

/** How many milliseconds late turns of an event loop were. */
export interface LoopDelay {
  /** 99 of 100, at most. */
  p99: number
  longest: number
}

/** At each SIGUSR2 writes into `file` how late the turns of this process's event loop were, and starts afresh. */
export const keepLoopDelay = (file: string): void => {
  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  process.on('SIGUSR2', () => {
    const late: LoopDelay = { p99: lateMs(delay.percentile(99)), longest: lateMs(delay.max) }
    writeFileSync(`${file}.part`, JSON.stringify(late))
    renameSync(`${file}.part`, file)
    delay.reset()
  })
}

/** The histogram holds the time between two looks, which is `resolution` when nothing is late. */
const lateMs = (nanoseconds: number): number => Math.max(0, Math.round(nanoseconds / 1e6 - resolution))
