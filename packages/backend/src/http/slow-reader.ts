import type { Writable } from 'node:stream'

/** What a connection has written, and what of it the other side has not taken. */
interface Connection extends Pick<Writable, 'writableLength' | 'destroy' | 'closed'> {
  bytesWritten: number
}

interface Patience {
  checkMs: number
  /** Checks in a row that find nothing taken. Counted, so that a busy moment of our own is not held against anybody. */
  checks: number
}

const usual: Patience = { checkMs: 5_000, checks: 6 }

/**
 * Drops who has stopped reading a live stream: a client that is well takes what is sent, pings at least, and one that
 * was dropped comes back and is told what it missed. Until the system's own buffers are full, some megabytes, it is not
 * noticed, and costs nothing.
 */
export const dropStalled = (connection: Connection, { checkMs, checks }: Patience = usual): void => {
  let taken = -1
  let stalled = 0
  const check = setInterval(() => {
    const now = connection.bytesWritten - connection.writableLength
    stalled = connection.writableLength > 0 && now === taken ? stalled + 1 : 0
    taken = now
    if (stalled >= checks) connection.destroy()
    if (connection.closed || stalled >= checks) clearInterval(check)
  }, checkMs)
  check.unref()
}
