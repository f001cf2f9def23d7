import { AppError } from '../errors.ts'

export interface Pace {
  /** Nothing at all for so long, in milliseconds, and a body is given up. */
  idleMs: number
  /** In each span of so long, from the first byte on, a body must come at `bytesPerSecond` on average. */
  spanMs: number
  bytesPerSecond: number
}

/** Slower than any line that is in use, faster than a sender that only wants to hold the connection. */
export const defaultPace: Pace = { idleMs: 20_000, spanMs: 30_000, bytesPerSecond: 1_024 }

export interface PaceWatch {
  saw: (bytes: number) => void
  stop: () => void
}

interface WatchOptions {
  pace: Pace
  /** Whether it is us who do not take more now: the sender is not to blame for that time. */
  isHeldUp?: () => boolean
  onSlow: (error: AppError) => void
}

/** Watches how a body comes, until stopped or too slow. */
export const watchPace = ({ pace, isHeldUp = () => false, onSlow }: WatchOptions): PaceWatch => {
  let spanBytes = 0
  const give = (error: AppError) => {
    stop()
    onSlow(error)
  }
  const idle = setTimeout(() => {
    if (isHeldUp()) idle.refresh()
    else give(silent())
  }, pace.idleMs)
  const span = setInterval(() => {
    if (spanBytes < (pace.bytesPerSecond * pace.spanMs) / 1_000 && !isHeldUp()) give(tooSlow(pace.bytesPerSecond))
    spanBytes = 0
  }, pace.spanMs)
  const stop = () => {
    clearTimeout(idle)
    clearInterval(span)
  }
  return {
    saw: (bytes) => {
      spanBytes += bytes
      idle.refresh()
    },
    stop,
  }
}

const silent = () => new AppError('file_too_slow', 'The body stopped coming; try again on a steadier line.')

const tooSlow = (bytesPerSecond: number) =>
  new AppError(
    'file_too_slow',
    `The body came slower than ${bytesPerSecond} bytes a second; try again on a faster line.`,
    {
      bytesPerSecond,
    },
  )
