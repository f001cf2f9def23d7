import { connect } from 'node:net'

/** What came of bytes that were sent to a server: a status, nothing but the end, or nothing at all. */
export type Outcome = number | 'closed' | 'hung'

export interface Sent {
  bytes: Buffer
  /** Whether the sender ends its side, as one that breaks off does; else it waits for the answer. */
  ends: boolean
}

/** A guard: whoever sends nothing more is answered after twenty seconds, and a busy machine may take longer. */
const patienceMs = 120_000

/** Sends bytes over a connection of its own and gives the status of the first answer. */
export const send = (port: number, { bytes, ends }: Sent): Promise<{ outcome: Outcome; head: string }> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let head = ''
    const settle = (outcome: Outcome) => {
      clearTimeout(patience)
      socket.destroy()
      resolve({ outcome, head })
    }
    const patience = setTimeout(() => settle('hung'), patienceMs)
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      head = (head + chunk.toString('latin1')).slice(0, 2_000)
      const status = /^HTTP\/1\.1 (\d{3})(?![\s\S]*^HTTP)/m.exec(head)
      // 100 Continue comes before the answer.
      if (status && status[1] !== '100' && head.includes('\r\n\r\n')) settle(Number(status[1]))
    })
    socket.on('close', () => settle('closed'))
    if (ends) socket.end(bytes)
    else socket.write(bytes)
  })
