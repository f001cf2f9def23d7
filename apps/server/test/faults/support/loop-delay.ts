import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolution = 10

/** At each SIGUSR2 writes into `file` how late 99 of 100 turns of this process's event loop were, and starts afresh. */
export const keepLoopDelay = (file: string): void => {
  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  process.on('SIGUSR2', () => {
    writeFileSync(`${file}.part`, String(lateMs(delay.percentile(99))))
    renameSync(`${file}.part`, file)
    delay.reset()
  })
}

/** The histogram holds the time between two looks, which is `resolution` when nothing is late. */
const lateMs = (nanoseconds: number): number => Math.max(0, Math.round(nanoseconds / 1e6 - resolution))
