import { createHmac, timingSafeEqual } from 'node:crypto'

/** Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, for both ends of a callback. */

/** What the three `webhook-*` headers of a message say. */
export interface MessageSignature {
  /** The same whenever the message is repeated. */
  id: string
  /** Unix seconds, as written in the header. */
  timestamp: string
  /** `v1,<base64>`, several separated by spaces. */
  signature: string
}

/** How far the sender's clock may be off, or the message have been under way, in seconds. */
const toleranceS = 300
const shortestKey = 24
const longestKey = 64

/**
 * Reads secrets as an operator writes them, several separated by spaces, the first one to sign with.
 *
 * @throws Error that completes a sentence about the variable and holds nothing of its value
 */
export const parseSigningSecrets = (text: string): Uint8Array[] => {
  const written = text.split(/\s+/).filter(Boolean)
  if (written.length === 0) throw new Error('is empty; unset it, or set a secret like whsec_<base64>')
  return written.map((secret, index) => {
    const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]
    const key = Buffer.from(base64 ?? '', 'base64')
    const isWhole = base64 !== undefined && key.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '')
    const which = written.length === 1 ? 'its secret' : `secret ${index + 1} of ${written.length}`
    if (!isWhole) throw new Error(`is malformed: ${which} must be whsec_ and base64`)
    if (key.length < shortestKey || key.length > longestKey) {
      throw new Error(`holds ${key.length} bytes in ${which}; ${shortestKey} to ${longestKey} are asked for`)
    }
    return new Uint8Array(key)
  })
}

const hmac = (key: Uint8Array, id: string, timestamp: string, body: Uint8Array): Buffer =>
  createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()

/** One signature, as the header `webhook-signature` carries it. */
export const signMessage = (
  key: Uint8Array,
  { id, timestamp }: Pick<MessageSignature, 'id' | 'timestamp'>,
  body: Uint8Array,
): string => `v1,${hmac(key, id, timestamp, body).toString('base64')}`

const isTimely = (timestamp: string, now: Date): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(Math.floor(now.getTime() / 1_000) - Number(timestamp)) <= toleranceS

/** Compared as written: base64 has several spellings of the same bytes, and only one is what was signed. */
const isSame = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Whether one of the signatures was made with one of the keys, over these very bytes, within five minutes of `now`. */
export const verifyMessage = (
  keys: readonly Uint8Array[],
  { id, timestamp, signature }: MessageSignature,
  body: Uint8Array,
  now: Date,
): boolean => {
  if (!/^[\x21-\x7e]{1,255}$/.test(id) || !isTimely(timestamp, now)) return false
  const expected = keys.map((key) => signMessage(key, { id, timestamp }, body))
  return signature.split(' ').some((given) => expected.some((one) => isSame(given, one)))
}
