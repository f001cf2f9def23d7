/** What was asked for is not there within the time that its askers wait. */
export class TookTooLong extends Error {
  override name = 'TookTooLong'
}

/**
 * One run of `work` at a time, shared by all who ask meanwhile; each waits at most `limitMs` and leaves the run to end
 * by itself. Whoever asks again and again of a database that is silent thus holds one connection, not one each time.
 *
 * @throws TookTooLong; what `work` throws
 */
export const shareWithin = <T>(limitMs: number, work: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined
  return async () => {
    running ??= work().finally(() => {
      running = undefined
    })
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new TookTooLong(`no answer in ${limitMs} ms`)), limitMs)
    try {
      // It also handles an error of the run that comes when nobody waits any more.
      return await Promise.race([running, late.promise])
    } finally {
      clearTimeout(timer)
    }
  }
}
