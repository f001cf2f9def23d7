import { connect, type Socket } from 'node:net'

/** Holds a connection as long as it is let: says something now and then, reads nothing, and never comes to an end. */
export class SlowClient {
  readonly #socket: Socket
  readonly #timer: NodeJS.Timeout

  constructor(url: string, opening: string, drip: string) {
    const { hostname, port } = new URL(url)
    this.#socket = connect({ host: hostname, port: Number(port) })
    // The server may well hang up.
    this.#socket.on('error', () => this.#socket.destroy())
    this.#socket.pause()
    this.#socket.write(opening)
    this.#timer = setInterval(() => {
      if (this.#socket.writable) this.#socket.write(drip)
    }, 500)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#socket.destroy()
  }
}

const host = 'host: 127.0.0.1\r\n'

/** Headers that do not end. */
export const slowHeaders = (url: string): SlowClient =>
  new SlowClient(url, `GET /machines/ HTTP/1.1\r\n${host}`, 'x-more: y\r\n')

/** A body that does not end. */
export const slowBody = (url: string, path: string): SlowClient =>
  new SlowClient(
    url,
    `POST ${path} HTTP/1.1\r\n${host}content-type: application/json\r\ncontent-length: 60000\r\n\r\n{"model_id":`,
    ' ',
  )

/** A file that does not end. */
export const slowFile = (url: string, machineId: number): SlowClient =>
  new SlowClient(
    url,
    `POST /train/?machine_id=${machineId}&target_column=y HTTP/1.1\r\n${host}content-type: multipart/form-data; boundary=b\r\ncontent-length: 60000\r\n\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b,y\r\n`,
    '1,2,3\r\n',
  )

/** A live stream that nobody reads. */
export const deafListener = (url: string): SlowClient =>
  new SlowClient(url, `GET /trpc/training.changes?input=%7B%22json%22%3A%7B%7D%7D HTTP/1.1\r\n${host}\r\n`, '')
