declare global {
  /** What a patched program takes the time from; see bugs.ts. */
  var clockOfTest: () => Date
}

const hour = 3_600_000

/** Gives the program a clock that goes an hour ahead at SIGHUP. */
export const keepClock = (): void => {
  let ahead = 0
  globalThis.clockOfTest = () => new Date(Date.now() + ahead)
  process.on('SIGHUP', () => {
    ahead += hour
  })
}
