import { StartupError } from '@alavanca/backend'
import { expect, test } from 'vitest'
import { readEnv } from './env.ts'

const bucket = {
  S3_ENDPOINT: 'https://s3.example/',
  S3_REGION: 'sa-east-1',
  S3_BUCKET: 'arquivos',
  S3_ACCESS_KEY_ID: 'CHAVE',
  S3_SECRET_ACCESS_KEY: 'segredo/+=',
}

const refusal = (environment: NodeJS.ProcessEnv): string => {
  try {
    readEnv(environment)
  } catch (error) {
    if (error instanceof StartupError) return error.message
    throw error
  }
  throw new Error('the environment was not refused')
}

test('without any of the bucket, uploads are kept in the folder', () => {
  expect(readEnv({}).bucket).toBeUndefined()
  expect(readEnv(Object.fromEntries(Object.keys(bucket).map((name) => [name, '']))).bucket).toBeUndefined()
})

test('with all of it, uploads are kept there', () => {
  expect(readEnv(bucket).bucket).toEqual({
    endpoint: 'https://s3.example',
    region: 'sa-east-1',
    bucket: 'arquivos',
    accessKeyId: 'CHAVE',
    secretAccessKey: 'segredo/+=',
  })
})

test.each(Object.keys(bucket))('with all but %s, that one is named and no secret is told', (name) => {
  for (const value of ['', undefined]) {
    const message = refusal({ ...bucket, [name]: value })
    expect(message).toMatch(new RegExp(`not set: ${name}\\.$`))
    expect(message).not.toContain('segredo')
  }
})

test.each([
  ['S3_ENDPOINT', 's3.example'],
  ['S3_ENDPOINT', 'https://CHAVE:segredo@s3.example'],
  ['S3_ENDPOINT', 'https://s3.example/?key=segredo'],
  ['S3_REGION', 'sa east 1'],
  ['S3_BUCKET', 'arquivos/2026'],
])('%s=%s does not fit', (name, value) => {
  const message = refusal({ ...bucket, [name]: value })
  expect(message).toContain(`  ${name}: must be `)
  expect(message).not.toContain('segredo')
})

test('metrics have a port of their own, and none by default', () => {
  expect(readEnv({}).metricsPort).toBeUndefined()
  expect(readEnv({ METRICS_PORT: '9464' }).metricsPort).toBe(9_464)
  expect(refusal({ METRICS_PORT: '8001' })).toBe(
    'METRICS_PORT and PORT are both 8001: metrics have a port of their own.',
  )
  expect(refusal({ METRICS_PORT: 'on' })).toContain('  METRICS_PORT: must be a whole number')
})
