import { parseSigningSecrets, signMessage, verifyMessage } from '@alavanca/model-service/client'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'

const secret = `whsec_${Buffer.from('a secret of twenty-eight byte').toString('base64')}`
const other = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const now = new Date('2026-11-25T12:00:00Z')
const seconds = Math.floor(now.getTime() / 1_000)
const bodies = ['{"model_id":1,"status":"completed"}', '{"erro":"falta \u00e7\u00e3o \ud83d\ude00"}', '', ' \n{}']

/** What the reference library makes of it. */
const reference = (text: string, at = now, id = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W') => ({
  id,
  timestamp: String(Math.floor(at.getTime() / 1_000)),
  signature: new Webhook(secret).sign(id, at, text),
})

test.each(bodies)('what the reference library signs is verified, and what we sign is the same: %j', (text) => {
  const keys = parseSigningSecrets(secret)
  const vector = reference(text)
  expect(verifyMessage(keys, vector, Buffer.from(text), now)).toBe(true)
  expect(keys.map((key) => signMessage(key, vector, Buffer.from(text)))).toEqual([vector.signature])
})

test('what we sign the reference library verifies, on the clock of today', () => {
  const today = new Date()
  const head = { id: 'msg_1', timestamp: String(Math.floor(today.getTime() / 1_000)) }
  for (const key of parseSigningSecrets(secret)) {
    const headers = {
      'webhook-id': head.id,
      'webhook-timestamp': head.timestamp,
      'webhook-signature': signMessage(key, head, Buffer.from('{"a":1}')),
    }
    expect(new Webhook(secret).verify('{"a":1}', headers)).toEqual({ a: 1 })
  }
})

test('one of several signatures, and one of several secrets, is enough', () => {
  const vector = reference('{}')
  const rotated = { ...vector, signature: `v1a,abc v1,${'A'.repeat(44)} ${vector.signature} v2,x` }
  expect(verifyMessage(parseSigningSecrets(`${other} ${secret}`), rotated, Buffer.from('{}'), now)).toBe(true)
  expect(verifyMessage(parseSigningSecrets(other), rotated, Buffer.from('{}'), now)).toBe(false)
  expect(verifyMessage([], vector, Buffer.from('{}'), now)).toBe(false)
})

test.each([
  [-301, false],
  [-300, true],
  [300, true],
  [301, false],
])('a timestamp %d seconds off: %s', (offset, isVerified) => {
  const vector = reference('{}', new Date((seconds + offset) * 1_000))
  expect(verifyMessage(parseSigningSecrets(secret), vector, Buffer.from('{}'), now)).toBe(isVerified)
})

test('keys that a missing secret turns into verify nothing', () => {
  const weak = ['', 'undefined', 'null', '\0'.repeat(32)].map((text) => Buffer.from(text))
  for (const key of weak) {
    const head = { id: 'msg_1', timestamp: String(seconds) }
    const forged = { ...head, signature: signMessage(key, head, Buffer.from('{}')) }
    expect(verifyMessage(parseSigningSecrets(`${secret} ${other}`), forged, Buffer.from('{}'), now)).toBe(false)
  }
})

test.each([
  ['', /is empty/],
  ['  ', /is empty/],
  ['undefined', /malformed/],
  ['whsec_', /malformed/],
  [secret.slice(6), /malformed/],
  ['whsec_not base64!', /malformed/],
  [`${secret}A`, /malformed/],
  [`whsec_${Buffer.alloc(23).toString('base64')}`, /holds 23 bytes/],
  [`whsec_${Buffer.alloc(65).toString('base64')}`, /holds 65 bytes/],
  [`${secret} whsec_c2hvcnQ=`, /holds 5 bytes in secret 2 of 2/],
])('the secret %j is refused without being repeated', (text, sentence) => {
  expect(() => parseSigningSecrets(text)).toThrow(sentence)
  try {
    parseSigningSecrets(text)
  } catch (error) {
    if (text.trim().length > 9) expect(String(error)).not.toContain(text.slice(6, 20))
  }
})

test('24 to 64 bytes, padded or not, several with spaces between', () => {
  const keys = parseSigningSecrets(` ${secret}\n${other.replace(/=+$/, '')} `)
  expect(keys.map((key) => key.length)).toEqual([29, 32])
})

/** Mulberry32: the same mutations for the same seed. */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

test('of a thousand mutations none is verified', () => {
  const seed = Number(process.env['SEED'] ?? 20_261_125)
  const random = seeded(seed)
  const below = (n: number) => Math.floor(random() * n)
  const flip = (text: string): string => {
    const bytes = Buffer.from(text)
    if (bytes.length === 0) return 'x'
    const at = below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(7))
    return bytes.toString('latin1')
  }
  const cut = (text: string): string => text.slice(0, below(text.length))
  const grow = (text: string): string => {
    const at = below(text.length + 1)
    return text.slice(0, at) + '0a,.{ +=/v1'.charAt(below(11)) + text.slice(at)
  }
  const keys = parseSigningSecrets(`${secret} ${other}`)
  let verified = 0
  let tried = 0
  while (tried < 1_000) {
    const text = bodies[below(bodies.length)] ?? ''
    const vector = { ...reference(text), body: text }
    const field = (['id', 'timestamp', 'signature', 'body'] as const)[below(4)] ?? 'body'
    const mutant = { ...vector, [field]: ([flip, cut, grow][below(3)] ?? flip)(vector[field]) }
    // No mutation, or one that leaves the whole signature standing in the list beside something else.
    if (mutant[field] === vector[field]) continue
    if (field === 'signature' && mutant.signature.split(' ').includes(vector.signature)) continue
    tried++
    if (verifyMessage(keys, mutant, Buffer.from(mutant.body), now)) verified++
  }
  expect({ seed, verified }).toEqual({ seed, verified: 0 })
})
