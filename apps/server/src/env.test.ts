import { StartupError } from '@alavanca/backend'
import { expect, test } from 'vitest'
import { readSettings, toConfig } from './env.ts'
import type { Fault } from './secret-files.ts'

const bucket = {
  S3_ENDPOINT: 'https://s3.example/',
  S3_REGION: 'sa-east-1',
  S3_BUCKET: 'arquivos',
  S3_ACCESS_KEY_ID: 'CHAVE',
  S3_SECRET_ACCESS_KEY: 'segredo/+=',
}

const read = (values: NodeJS.ProcessEnv) => toConfig(readSettings({ values, faults: [] }))

const refusal = (values: NodeJS.ProcessEnv, faults: readonly Fault[] = []): string => {
  try {
    readSettings({ values, faults })
  } catch (error) {
    if (error instanceof StartupError) return error.message
    throw error
  }
  throw new Error('the environment was not refused')
}

test('without any of the bucket, uploads are kept in the folder', () => {
  expect(read({}).bucket).toBeUndefined()
  expect(read(Object.fromEntries(Object.keys(bucket).map((name) => [name, '']))).bucket).toBeUndefined()
})

test('with all of it, uploads are kept there', () => {
  expect(read(bucket).bucket).toEqual({
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
    expect(message.match(/^ {2}\w+: /gm)).toEqual([`  ${name}: `])
    expect(message).toContain('is not set, and others of the bucket are')
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
  expect(read({}).metricsPort).toBeUndefined()
  expect(read({ METRICS_PORT: '9464' }).metricsPort).toBe(9_464)
  expect(refusal({ METRICS_PORT: '8001' })).toBe(
    'The settings do not fit:\n  METRICS_PORT: is 8001, as PORT is: metrics have a port of their own',
  )
  expect(refusal({ METRICS_PORT: 'on' })).toContain('  METRICS_PORT: must be a whole number')
})

test('every fault is listed, those of several settings together too, each once', () => {
  const faults = [{ name: 'S3_SECRET_ACCESS_KEY_FILE', what: 'the file /run/key cannot be read (ENOENT)' }]
  const message = refusal({ LOG_LEVEL: 'loud', HOST: '0.0.0.0', METRICS_PORT: '8001', S3_REGION: 'x' }, faults)
  expect(message.match(/^ {2}\w+: /gm)).toEqual(
    [
      'S3_SECRET_ACCESS_KEY_FILE',
      'LOG_LEVEL',
      'HOST',
      'METRICS_PORT',
      'S3_ENDPOINT',
      'S3_BUCKET',
      'S3_ACCESS_KEY_ID',
    ].map((name) => `  ${name}: `),
  )
})

test('a rule about several settings is not asked while one of them does not fit', () => {
  const message = refusal({ PORT: 'x', METRICS_PORT: 'x', S3_ENDPOINT: 'nowhere', PUBLIC_BASE_URL: 'http://elsewhere' })
  expect(message.match(/^ {2}\w+: /gm)).toEqual(['  PORT: ', '  METRICS_PORT: ', '  S3_ENDPOINT: '])
})

test('a host that is none is told so', () => {
  for (const host of ['a host', 'http://127.0.0.1']) {
    expect(refusal({ HOST: host })).toContain('  HOST: must be a name or an address of this machine')
  }
  expect(read({ HOST: '[::1]' })).toMatchObject({ host: '::1', publicBaseUrl: 'http://[::1]:8001' })
})
