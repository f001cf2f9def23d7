import { freePort } from '@alavanca/postgres/port'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A line to a port of this machine that can be down, silent, forgotten, or break in the middle of what it carries. */
export class FaultyLine {
  /** Bytes of answers that a new connection carries before it breaks. */
  breakAnswersAfter = Infinity
  /** Bytes of requests that a new connection carries before it breaks. */
  breakRequestsAfter = Infinity
  /** Takes connections and carries nothing. */
  silent = false
  /** Bytes of answers carried so far. */
  answered = 0
  /** Whether an answer waits for its reader. */
  heldUp = false
  readonly #target: number
  #port = 0
  #server: Server | undefined
  /** How often it has forgotten its connections. */
  #forgotten = 0
  readonly #sockets = new Set<Socket>()

  constructor(target: number) {
    this.#target = target
  }

  get port(): number {
    return this.#port
  }

  /** Up, after `down` on the same port again. */
  async up(): Promise<void> {
    const server = createServer((near) => this.#carry(near))
    this.#port ||= await freePort()
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#server = server
  }

  async down(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = once(server, 'close')
    server.close()
    this.hangUp()
    await closed
  }

  /** Ends the connections there are; new ones are taken. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** The connections there are lead nowhere from now on, and nobody is told, as when a firewall drops its table; new ones are well. */
  forget(): void {
    this.#forgotten++
  }

  #carry(near: Socket): void {
    const before = this.#forgotten
    const isForgotten = () => this.#forgotten > before
    this.#sockets.add(near)
    near.on('error', () => {})
    if (this.silent) {
      near.once('close', () => this.#sockets.delete(near))
      return
    }
    const far = connect(this.#target, '127.0.0.1')
    far.on('error', () => near.destroy())
    far.once('close', () => {
      if (!isForgotten()) near.destroy()
    })
    near.once('close', () => {
      this.#sockets.delete(near)
      this.heldUp = false
      far.destroy()
    })
    pass(near, far, this.breakRequestsAfter, isForgotten, () => {})
    pass(far, near, this.breakAnswersAfter, isForgotten, (bytes) => {
      this.answered += bytes
      this.heldUp = near.writableNeedDrain
    })
  }
}

const pass = (
  from: Socket,
  to: Socket,
  breakAfter: number,
  isForgotten: () => boolean,
  seen: (bytes: number) => void,
): void => {
  let left = breakAfter
  from.on('data', (chunk: Buffer) => {
    if (isForgotten()) return
    left -= chunk.length
    if (left < 0) {
      from.destroy()
      to.destroy()
      return
    }
    if (!to.write(chunk)) {
      from.pause()
      to.once('drain', () => from.resume())
    }
    seen(chunk.length)
  })
  from.once('end', () => {
    if (!isForgotten()) to.end()
  })
}
