/** Runs at most `width` tasks at once; the others wait, the longest first. */
export interface Queue {
  run<T>(task: () => Promise<T>): Promise<T>
}

export const createQueue = (width: number): Queue => {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    run: async (task) => {
      if (running < width) running++
      else {
        // Whoever ends hands its place on, so that nobody who comes in between can take it.
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.push(resolve)
        await promise
      }
      try {
        return await task()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else running--
      }
    },
  }
}
