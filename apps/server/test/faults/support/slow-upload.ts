import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { csvHead, csvTail, multipartHeaders, NotTold, readAnswer, type Answer } from './http.ts'

/** An upload of which the second half is sent when asked for, so that it is under way in between. */
export class SlowUpload {
  /** Resolves when the server has seen it. */
  readonly begun: Promise<unknown>
  readonly #call
  readonly #content: string
  readonly #answer: Promise<Answer>

  constructor(url: string, machineId: number, content: string) {
    const { hostname, port } = new URL(url)
    const path = `/train/?machine_id=${machineId}&target_column=y`
    this.#content = content
    const headers = { ...multipartHeaders, expect: '100-continue' }
    this.#call = request({ hostname, port, path, method: 'POST', agent: false, headers })
    this.begun = once(this.#call, 'continue')
    this.begun.catch(() => {})
    this.#answer = this.#read()
    // Whoever finishes it hears of it.
    this.#answer.catch(() => {})
    this.#call.write(csvHead + content.slice(0, content.length / 2))
  }

  /** Sends the rest. @throws NotTold when the connection broke */
  finish(): Promise<Answer> {
    this.#call.end(this.#content.slice(this.#content.length / 2) + csvTail)
    return this.#answer
  }

  async #read(): Promise<Answer> {
    try {
      const [response] = (await once(this.#call, 'response')) as [IncomingMessage]
      return await readAnswer(response)
    } catch (error) {
      throw new NotTold(error instanceof Error ? error.message : String(error), { cause: error })
    }
  }
}
