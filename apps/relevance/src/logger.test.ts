import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

test('lines are JSON with time and level, and lesser ones are left out', () => {
  const lines: string[] = []
  const log = createLogger(
    'warn',
    (line) => lines.push(line),
    () => new Date(0),
  )
  log.info('no')
  log.warn('callback\nnot taken', { status: 500 })
  expect(lines).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","level":"warn","service":"relevance","msg":"callback\\nnot taken","status":500}\n',
  ])
})
