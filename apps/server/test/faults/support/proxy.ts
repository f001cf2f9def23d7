import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A TCP relay that can turn into a black hole; with several targets it tries them in turn, as a balancer does. */
export class Proxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #targets: readonly number[]
  #next = 0
  #swallows = false

  private constructor(targets: readonly number[]) {
    this.#targets = targets
    this.#server = createServer({ allowHalfOpen: true }, (inner) => void this.#relay(inner))
  }

  static async open(targets: readonly number[]): Promise<Proxy> {
    const proxy = new Proxy(targets)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Connections stay, and nothing passes on them in either direction, as when a cable is pulled. */
  swallow(): void {
    this.#swallows = true
    for (const socket of this.#sockets) socket.pause()
  }

  /** What was held back arrives late, as TCP sends it again. */
  pass(): void {
    this.#swallows = false
    for (const socket of this.#sockets) socket.resume()
  }

  async close(): Promise<void> {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(this.#server, 'close')
  }

  async #relay(inner: Socket): Promise<void> {
    this.#keep(inner)
    const outer = await this.#dial()
    if (!outer) return void inner.destroy()
    this.#keep(outer)
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      from.on('data', (chunk) => to.write(chunk))
      from.on('end', () => to.end())
      from.on('close', () => to.destroy())
    }
    if (this.#swallows) for (const socket of [inner, outer]) socket.pause()
  }

  async #dial(): Promise<Socket | undefined> {
    const first = this.#next++
    for (let attempt = 0; attempt < this.#targets.length; attempt++) {
      const port = this.#targets[(first + attempt) % this.#targets.length] ?? 0
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      const connected = await once(socket, 'connect').then(
        () => true,
        () => false,
      )
      if (connected) return socket
    }
    return undefined
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#sockets.delete(socket))
  }
}
