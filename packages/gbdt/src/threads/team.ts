/** Does a share of some work: task `k` of a kind. */
export interface Runner {
  do(kind: number, k: number): void
}

/** Who sees to it that tasks get done: the calling thread alone, or with helpers. */
export interface Team {
  /** Does tasks 0 to `count - 1` of a kind; returns when all are done. */
  run(kind: number, count: number): void
}

/** The calling thread alone. */
export const alone = (runner: Runner): Team => ({
  run(kind, count) {
    for (let k = 0; k < count; k++) runner.do(kind, k)
  },
})

/** Fields of the block by which threads agree on who does what. */
const CONTROL = { unclaimed: 0, unfinished: 1, kind: 2, failed: 3, fields: 4 } as const
const OVER = -1

/** Looks before a thread goes to sleep: waking it takes longer than most waits. */
const SPINS = 2000

/** A helper that finishes no task in so long has been killed. */
const LOST_MS = 120_000

export const createControl = (): Int32Array => new Int32Array(new SharedArrayBuffer(CONTROL.fields * 4))

/** The calling thread and whoever serves on the same control block. */
export const together = (control: Int32Array, runner: Runner): Team => ({
  run(kind, count) {
    if (count <= 1) return alone(runner).run(kind, count)
    // Nobody reads the kind before claiming a task, and none is left to claim here.
    control[CONTROL.kind] = kind
    Atomics.store(control, CONTROL.unfinished, count)
    Atomics.store(control, CONTROL.unclaimed, count)
    Atomics.notify(control, CONTROL.unclaimed)
    while (runOne(control, runner)) continue
    waitForOthers(control)
  },
})

/** Sends everyone who serves on the control block home. */
export function dismiss(control: Int32Array): void {
  Atomics.store(control, CONTROL.unclaimed, OVER)
  Atomics.notify(control, CONTROL.unclaimed)
}

/** Does tasks until dismissed. */
export function serve(control: Int32Array, runner: Runner): void {
  for (let idle = 0; Atomics.load(control, CONTROL.unclaimed) !== OVER; idle++) {
    try {
      if (runOne(control, runner)) idle = 0
    } catch (error) {
      Atomics.store(control, CONTROL.failed, 1)
      Atomics.notify(control, CONTROL.unfinished)
      throw error
    }
    if (idle > SPINS) Atomics.wait(control, CONTROL.unclaimed, 0)
  }
}

/** Claims a task and does it; false when there is none. */
function runOne(control: Int32Array, runner: Runner): boolean {
  const left = Atomics.load(control, CONTROL.unclaimed)
  if (left <= 0) return false
  if (Atomics.compareExchange(control, CONTROL.unclaimed, left, left - 1) !== left) return true
  runner.do(control[CONTROL.kind]!, left - 1)
  if (Atomics.sub(control, CONTROL.unfinished, 1) === 1) Atomics.notify(control, CONTROL.unfinished)
  return true
}

function waitForOthers(control: Int32Array): void {
  for (let looks = 0; ; looks++) {
    const unfinished = Atomics.load(control, CONTROL.unfinished)
    if (Atomics.load(control, CONTROL.failed) === 1) throw new Error('a helper thread failed')
    if (unfinished === 0) return
    if (looks < SPINS) continue
    if (Atomics.wait(control, CONTROL.unfinished, unfinished, LOST_MS) === 'timed-out') {
      throw new Error(
        `a helper thread has not finished a task in ${LOST_MS / 1000} s: it was stopped, or its machine was`,
      )
    }
  }
}
