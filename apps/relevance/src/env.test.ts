import { expect, test } from 'vitest'
import { readEnv } from './env.ts'

test('an empty environment has defaults, and an empty variable counts as absent', () => {
  const defaults = { HOST: '127.0.0.1', PORT: 8002, DATA_DIR: '.data/relevance', LOG_LEVEL: 'info' }
  expect(readEnv({})).toEqual(defaults)
  expect(readEnv({ PORT: '', HOST: '' })).toEqual(defaults)
})

test('port 0 is any free port', () => {
  expect(readEnv({ PORT: '0' }).PORT).toBe(0)
})

test.each(['-1', '65536', '1.5', 'http'])('port %s is refused', (PORT) => {
  expect(() => readEnv({ PORT })).toThrow(/PORT: /)
})

test('a signing secret is read as keys, and a useless one is refused', () => {
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
  expect(readEnv({ WEBHOOK_SIGNING_SECRET: secret }).WEBHOOK_SIGNING_SECRET).toEqual([new Uint8Array(24).fill(7)])
  for (const useless of ['', ' ', 'whsec_', 'whsec_c2hvcnQ=', 'undefined']) {
    expect(() => readEnv({ WEBHOOK_SIGNING_SECRET: useless })).toThrow(/WEBHOOK_SIGNING_SECRET: /)
  }
})
