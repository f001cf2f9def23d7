import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { signMessage } from '../../client/signature.ts'
import type { Clock } from '../clock.ts'

/** Posts JSON text and gives the status of the answer. */
export type Post = (url: string, body: string, signal: AbortSignal) => Promise<number>

/** Path and query exactly as written in the address, unless they hold what HTTP cannot carry. */
const targetOf = (url: string, parsed: URL): string => {
  const written = /^https?:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? ''
  if (!/^[\x21-\x7e]*$/.test(written)) return `${parsed.pathname}${parsed.search}`
  return written.startsWith('/') ? written : `/${written}`
}

/**
 * Posts JSON text to an address exactly as given and returns the status of the answer; redirects are not followed.
 *
 * @throws when there is no answer
 */
export const postJson = async (
  url: string,
  body: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<number> => {
  const parsed = new URL(url)
  const { request: open } = parsed.protocol === 'https:' ? https : http
  const request = open(parsed, {
    method: 'POST',
    path: targetOf(url, parsed),
    agent: false,
    signal,
    headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  })
  request.on('error', () => {})
  const answered = once(request, 'response') as Promise<[IncomingMessage]>
  request.end(body)
  const [response] = await answered
  response.destroy()
  return response.statusCode ?? 0
}

/**
 * As {@link postJson}, with a Standard Webhooks signature. The id follows from address and body, so that a message
 * keeps it however often it is repeated, also by a later process.
 */
export const createSignedPost =
  (key: Uint8Array, clock: Pick<Clock, 'now'>): Post =>
  (url, body, signal) => {
    const id = `msg_${createHmac('sha256', key).update(`${url}\n${body}`).digest('base64url').slice(0, 32)}`
    const timestamp = String(Math.floor(clock.now() / 1_000))
    return postJson(url, body, signal, {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signMessage(key, { id, timestamp }, Buffer.from(body)),
    })
  }

/** Whether an address can be posted to at all. */
export const isCallbackUrl = (url: string): boolean =>
  URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
