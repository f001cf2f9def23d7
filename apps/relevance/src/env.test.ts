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
