import path from 'node:path'
import { expect, test } from 'vitest'
import { relevanceEnvironment } from './relevance-process.ts'

test('the embedded model service learns the signing secret, and none of those it has no use for', () => {
  const given = {
    PATH: '/bin',
    PORT: '8001',
    WEBHOOK_SIGNING_SECRET: 'whsec_x',
    DATABASE_URL: 'postgresql://segredo',
    S3_ACCESS_KEY_ID: 'CHAVE',
    S3_SECRET_ACCESS_KEY: 'segredo',
  }
  expect(relevanceEnvironment(given, { port: 9_000, dataDir: 'data', logLevel: 'warn' })).toEqual({
    PATH: '/bin',
    PORT: '9000',
    HOST: '127.0.0.1',
    DATA_DIR: path.join('data', 'relevance'),
    LOG_LEVEL: 'warn',
    WEBHOOK_SIGNING_SECRET: 'whsec_x',
  })
})
