import { once } from 'node:events'
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { ModelServiceError } from './errors.ts'
import { SourceError, type Upload } from './multipart.ts'

export interface Patience {
  /** Milliseconds until the connection stands. */
  connect: number
  /** Milliseconds for the whole exchange. */
  answer?: number
  /** Milliseconds without any byte in either direction. */
  idle?: number
}

export interface Call {
  method: 'GET' | 'POST' | 'DELETE'
  url: URL
  upload?: Upload
  patience: Patience
  maxAnswerBytes: number
  signal?: AbortSignal | undefined
}

export interface Answer {
  status: number
  text: string
}

/** Timers over one request; each destroys it when it runs out. */
const watch = (request: ClientRequest, { connect, answer, idle }: Patience) => {
  const after = (ms: number, what: string): NodeJS.Timeout =>
    setTimeout(() => request.destroy(new Error(`${what} in ${ms} ms`)), ms)
  const connecting = after(connect, 'no connection')
  const whole = answer === undefined ? undefined : after(answer, 'no whole answer')
  const quiet = idle === undefined ? undefined : after(idle, 'nothing sent or received')
  return {
    connected: () => clearTimeout(connecting),
    alive: () => void quiet?.refresh(),
    stop: () => {
      for (const timer of [connecting, whole, quiet]) clearTimeout(timer)
    },
  }
}

/**
 * Writes one chunk and waits until the socket took it, or the sending was stopped. Not by `drain`, which Node does not
 * emit any more once the answer has ended.
 */
const write = (request: ClientRequest, chunk: Uint8Array, stop: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stopped = (): void => resolve()
    stop.addEventListener('abort', stopped, { once: true })
    request.write(chunk, (error) => {
      stop.removeEventListener('abort', stopped)
      if (error) reject(error)
      else resolve()
    })
  })

const send = async (request: ClientRequest, upload: Upload | undefined, stop: AbortSignal, alive: () => void) => {
  for await (const chunk of upload?.body ?? []) {
    await write(request, chunk, stop)
    if (stop.aborted) return
    alive()
  }
  if (!stop.aborted) request.end()
}

const receive = async (response: IncomingMessage, maxBytes: number, alive: () => void): Promise<Answer> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    alive()
    length += chunk.length
    if (length > maxBytes) throw new ModelServiceError('invalid', { detail: `The answer exceeds ${maxBytes} bytes.` })
    chunks.push(chunk)
  }
  return { status: response.statusCode ?? 0, text: new TextDecoder().decode(Buffer.concat(chunks)) }
}

const toModelServiceError = (error: unknown, connected: boolean): ModelServiceError => {
  if (error instanceof ModelServiceError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('HPE_'))
    return new ModelServiceError('invalid', { detail: 'The answer is no HTTP.', cause: error })
  return new ModelServiceError(connected ? 'unknown' : 'unreachable', { cause: error })
}

/**
 * One HTTP exchange on a connection of its own. An answer that comes before the body was sent is minded: a refusal
 * ends the sending, a 2xx does not.
 *
 * @throws ModelServiceError; the signal's reason; whatever the upload's source threw
 */
export const exchange = async ({ method, url, upload, patience, maxAnswerBytes, signal }: Call): Promise<Answer> => {
  signal?.throwIfAborted()
  const { request: open, Agent } = url.protocol === 'https:' ? https : http
  // Kept alive only so that Node does not close the socket behind an early answer; used once, then destroyed.
  const agent = new Agent({ keepAlive: true })
  const request = open(url, { method, agent, headers: { accept: 'application/json', ...upload?.headers } })
  // It may fail at any moment, also between two awaits; what matters of it is rethrown below.
  request.on('error', () => {})
  const timers = watch(request, patience)
  const stop = new AbortController()
  const abort = (): void => void request.destroy(new Error('aborted by the caller'))
  signal?.addEventListener('abort', abort, { once: true })
  let connected = false
  let unsendable: SourceError | undefined
  request.once('socket', (socket) => {
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      connected = true
      timers.connected()
      timers.alive()
    })
  })
  try {
    const response = once(request, 'response') as Promise<[IncomingMessage]>
    const sent = send(request, upload, stop.signal, timers.alive)
    sent.catch((error: Error) => {
      if (error instanceof SourceError) unsendable = error
      request.destroy(error)
    })
    const [message] = await response
    const refused = (message.statusCode ?? 0) >= 300
    if (refused) stop.abort()
    const answer = await receive(message, maxAnswerBytes, timers.alive)
    if (!refused) await sent
    return answer
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (unsendable) throw unsendable.cause
    throw toModelServiceError(error, connected)
  } finally {
    signal?.removeEventListener('abort', abort)
    timers.stop()
    stop.abort()
    request.destroy()
    agent.destroy()
  }
}
