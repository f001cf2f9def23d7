import { once } from 'node:events'
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export interface Sending {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Hangs up when all is sent, before the answer can be read. */
  cut?: boolean
  timeoutMs?: number
  /** Told when all is written, so that a test knows what was under way. */
  onSent?: () => void
}

/** A connection that broke, or was never there: the caller was told nothing. */
export class NotTold extends Error {
  override readonly name = 'NotTold'
}

/** One request on a connection of its own, its path sent as it stands. */
export const send = async (base: string, path: string, sending: Sending = {}): Promise<Answer> => {
  const { method = 'GET', headers = {}, body, cut = false, timeoutMs = 60_000, onSent } = sending
  const { hostname, port } = new URL(base)
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const call = request({ hostname, port, path, method, agent: false, headers: { ...length, ...headers } })
  call.setTimeout(timeoutMs, () => call.destroy(new Error(`no answer to ${method} ${path} in ${timeoutMs} ms`)))
  try {
    const answered = once(call, 'response') as Promise<[IncomingMessage]>
    call.end(body, () => {
      onSent?.()
      if (cut) call.destroy(new Error('cut on purpose'))
    })
    const [response] = await answered
    return await readAnswer(response)
  } catch (error) {
    throw new NotTold(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

const boundary = 'alavanca-faults'

export const readAnswer = async (response: IncomingMessage): Promise<Answer> => {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }
}

export const multipartHeaders = { 'content-type': `multipart/form-data; boundary=${boundary}` }

/** A multipart body with one part `file`. */
export const csvUpload = (content: string): Pick<Sending, 'method' | 'headers' | 'body'> => ({
  method: 'POST',
  headers: multipartHeaders,
  body: `${csvHead}${content}${csvTail}`,
})

export const csvHead = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="data.csv"\r\ncontent-type: text/csv\r\n\r\n`
export const csvTail = `\r\n--${boundary}--\r\n`

export const json = (body: object | string): Pick<Sending, 'method' | 'headers' | 'body'> => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
