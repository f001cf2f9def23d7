import { readFileSync } from 'node:fs'
import type { Column, Crew, Model } from '../src/index.ts'

/** Starts a clock; it tells the seconds since, by the wall and of all threads' CPU time. */
export function clock(): () => { wall: number; cpu: number } {
  const start = performance.now()
  const used = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(used)
    return { wall: Math.round(performance.now() - start) / 1000, cpu: Math.round((user + system) / 1000) / 1000 }
  }
}

/**
 * Peak memory of this process. Linux tells it in /proc: what `getrusage` tells there of a process that another has
 * started begins with the other's peak.
 */
export function peakMegabytes(): number {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : ''
  const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS
  return Math.round(Number(kilobytes) / 1024)
}

export interface Score {
  /** NaN where the target is the same in all rows. */
  r2: number
  mae: number
  rmse: number
}

export function score(target: Float64Array, predicted: Float64Array): Score {
  let mean = 0
  for (const value of target) mean += value / target.length
  let absolute = 0
  let squares = 0
  let spread = 0
  target.forEach((value, i) => {
    const error = value - (predicted[i] ?? NaN)
    absolute += Math.abs(error)
    squares += error * error
    spread += (value - mean) ** 2
  })
  // The mean is rounded, so that the spread of equal numbers need not be 0.
  const r2 = target.every((value) => value === target[0]) ? NaN : 1 - squares / spread
  return { r2, mae: absolute / target.length, rmse: Math.sqrt(squares / target.length) }
}

/** The first rows of every column. */
export const firstRows = (columns: readonly Column[], rows: number): Column[] =>
  columns.map((column) => column.subarray(0, rows))

/** Predicts, on this thread as so few rows are not worth sharing, and explains, timed. */
export function usage(model: Model, columns: readonly Column[], shapRows: number, crew: Crew) {
  const predicting = clock()
  const predicted = model.predict(columns)
  const predict = predicting()
  const explaining = clock()
  if (shapRows > 0) model.shap(firstRows(columns, shapRows), undefined, { crew })
  return { predicted, predict, shap: explaining() }
}
