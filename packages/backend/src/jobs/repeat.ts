/** Runs `task` again and again with a pause between, never twice at once; the returned stop waits for a running one. */
export const startRepeating = (
  task: () => Promise<void>,
  pauseMs: number,
  onError: (error: unknown) => void,
  firstAfterMs = 0,
): (() => Promise<void>) => {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const run = () => {
    running = task()
      .catch(onError)
      .finally(() => {
        if (!stopped) timer = setTimeout(run, pauseMs)
      })
  }
  if (firstAfterMs === 0) run()
  else timer = setTimeout(run, firstAfterMs)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
