import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import { redact } from './redact.ts'

test.each([
  ['postgresql://me:s3cret@db:5432/x', 'postgresql://me:[redacted]@db:5432/x'],
  ['connect to postgres://:s3cret@db/x failed', 'connect to postgres://:[redacted]@db/x failed'],
  ['"https://CHAVE:s3cret%2F@s3.example/"', '"https://CHAVE:[redacted]@s3.example/"'],
  ['POST http://h/webhook/treinamento/abc-DEF?x=1', 'POST http://h/webhook/treinamento/[redacted]?x=1'],
])('%s', (text, without) => {
  expect(redact(text)).toBe(without)
})

test.each([
  'http://127.0.0.1:8001/machines/1',
  'http://127.0.0.1:8001/a@b',
  'mail me@example',
  'at 12:00 see http://h:1/x and me@h',
])('nothing is taken from %s', (text) => {
  expect(redact(text)).toBe(text)
})

test('no password of an address that an error quotes is in a log line', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line: string) => void lines.push(line) })
  log.error({ err: new Error('cannot use postgresql://me:s3cret@db/x', { cause: 'x://a:s3cret@b' }) }, 'away')
  expect(lines.join('')).toContain('postgresql://me:[redacted]@db/x')
  expect(lines.join('')).not.toContain('s3cret')
})
