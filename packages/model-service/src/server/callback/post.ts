import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'

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
export const postJson = async (url: string, body: string, signal: AbortSignal): Promise<number> => {
  const parsed = new URL(url)
  const { request: open } = parsed.protocol === 'https:' ? https : http
  const request = open(parsed, {
    method: 'POST',
    path: targetOf(url, parsed),
    agent: false,
    signal,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  })
  request.on('error', () => {})
  const answered = once(request, 'response') as Promise<[IncomingMessage]>
  request.end(body)
  const [response] = await answered
  response.destroy()
  return response.statusCode ?? 0
}

/** Whether an address can be posted to at all. */
export const isCallbackUrl = (url: string): boolean =>
  URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
