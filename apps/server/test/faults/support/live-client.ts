import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** What a browser does with the live stream: reads it, and when it breaks comes back with the last id it saw. */
export class LiveClient {
  /** Ids of the events in the order they came. */
  readonly ids: number[] = []
  /** How long each change took to get here, in milliseconds. */
  readonly delays: number[] = []
  resets = 0
  readonly #url: string
  readonly #pauseMs: number
  readonly #mayReturn: () => Promise<void>
  #call: ClientRequest | undefined
  #closed = false

  /** @param mayReturn what it waits for before it comes back after a pause */
  constructor(url: string, pauseMs: number, mayReturn: () => Promise<void> = () => Promise.resolve()) {
    this.#url = url
    this.#pauseMs = pauseMs
    this.#mayReturn = mayReturn
    this.#connect()
  }

  get last(): number | undefined {
    return this.ids.at(-1)
  }

  close(): void {
    this.#closed = true
    this.#call?.destroy()
  }

  #connect(): void {
    if (this.#closed) return
    const { hostname, port } = new URL(this.#url)
    const input = JSON.stringify({ json: this.last === undefined ? {} : { lastEventId: String(this.last) } })
    const path = `/trpc/training.changes?input=${encodeURIComponent(input)}`
    const call = request({ hostname, port, path, agent: false, headers: { accept: 'text/event-stream' } })
    this.#call = call
    call.on('response', (response) => this.#read(response))
    call.on('error', () => call.destroy())
    call.on('close', () => {
      void this.#return()
    })
    call.end()
  }

  async #return(): Promise<void> {
    await this.#mayReturn()
    await pause(this.#pauseMs)
    this.#connect()
  }

  #read(response: IncomingMessage): void {
    let rest = ''
    response.setEncoding('utf8')
    response.on('error', () => this.#call?.destroy())
    response.on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\n\n')
      rest = messages.pop() ?? ''
      for (const message of messages) this.#take(message)
    })
  }

  #take(message: string): void {
    const fields = new Map(
      message.split('\n').map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const
      }),
    )
    const [id, data] = [fields.get('id'), fields.get('data')]
    if (id === undefined || data === undefined) return
    const { json } = JSON.parse(data) as { json: { kind: string; at: string } }
    if (json.kind === 'reset') this.resets++
    else this.delays.push(Date.now() - Date.parse(json.at))
    this.ids.push(Number(id))
  }
}
