import { expect, test } from 'vitest'
import { readSettings } from './env.ts'
import { readEnvironment } from './environment.ts'
import { printSettings } from './print-settings.ts'
import { settingNames } from './settings.ts'

const print = (own: NodeJS.ProcessEnv): string => {
  const environment = readEnvironment(own, '/nowhere')
  return printSettings(readSettings(environment), environment)
}

const valueOf = (name: string, value: string): string | undefined =>
  print({ [name]: value })
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.split(/ {2,}/)[1]

test('every setting has a line, with its default or what its absence means', () => {
  expect(print({})).toMatchInlineSnapshot(`
    "SETTING                    VALUE                                        FROM
    HOST                       127.0.0.1                                    default
    PORT                       8001                                         default
    PUBLIC_BASE_URL            http://127.0.0.1:8001                        default
    DATABASE_URL               (not set: the embedded database)             default
    DATA_DIR                   .data                                        default
    RELEVANCE_SERVICE_API_URL  (not set: the embedded model service)        default
    CORS_ORIGINS               http://localhost:3000,http://127.0.0.1:3000  default
    MAX_UPLOAD_BYTES           10737418240                                  default
    TRAINING_DEADLINE_S        3600                                         default
    WEBHOOK_SIGNING_SECRET     (not set: callbacks are not signed)          default
    RETENTION_DAYS             0                                            default
    MAX_CONNECTIONS            4000                                         default
    METRICS_PORT               (not set: nothing is counted)                default
    S3_ENDPOINT                (not set: uploads are kept in DATA_DIR)      default
    S3_REGION                  (not set)                                    default
    S3_BUCKET                  (not set)                                    default
    S3_ACCESS_KEY_ID           (not set)                                    default
    S3_SECRET_ACCESS_KEY       (not set)                                    default
    LOG_LEVEL                  info                                         default
    "
  `)
  const names = print({})
    .split('\n')
    .map((line) => line.split(' ')[0])
  expect(names).toEqual(['SETTING', ...settingNames, ''])
})

test('a value is shown as it is in force, and an empty one counts as absent', () => {
  expect(valueOf('PORT', '08002')).toBe('8002')
  expect(valueOf('RELEVANCE_SERVICE_API_URL', 'http://127.0.0.1:8000/')).toBe('http://127.0.0.1:8000')
  expect(valueOf('CORS_ORIGINS', ' http://a.example , http://b.example')).toBe('http://a.example,http://b.example')
  expect(print({ HOST: 'localhost', PORT: '9000' })).toMatch(/^PUBLIC_BASE_URL +http:\/\/localhost:9000 +default$/m)
  expect(print({ PORT: '' })).toMatch(/^PORT +8001 +default$/m)
})

test('of a secret nothing is told, not even how long it is', () => {
  const secrets = (secret: string) => ({
    DATABASE_URL: `postgresql://app:${secret}@db.example/alavanca?password=${secret}`,
    RELEVANCE_SERVICE_API_URL: `http://robot:${secret}@127.0.0.1:8000/api?token=${secret}&${secret}`,
    WEBHOOK_SIGNING_SECRET: `whsec_${Buffer.from(secret.repeat(4)).toString('base64')}`,
    S3_ENDPOINT: 'https://s3.example',
    S3_REGION: 'sa-east-1',
    S3_BUCKET: 'arquivos',
    S3_ACCESS_KEY_ID: secret,
    S3_SECRET_ACCESS_KEY: secret,
  })
  const table = print(secrets('SEGREDO'))
  expect(table).not.toMatch(/SEG|whsec/)
  expect(print(secrets('abcdefghi0123'))).toBe(table)
})

test.each([
  ['postgresql://app:Segredo@db.example:5432/alavanca', 'postgresql://app:***@db.example:5432/alavanca'],
  ['postgresql://app@db.example/alavanca', 'postgresql://app@db.example/alavanca'],
  ['postgres://db.example/alavanca', 'postgres://db.example/alavanca'],
  ['postgresql://app:Seg@redo@[::1]:5432/x', 'postgresql://app:***@[::1]:5432/x'],
  ['postgresql://app:Seg%2Fredo@h/x', 'postgresql://app:***@h/x'],
  ['postgresql:///x?host=/run/pg&user=app&password=Segredo', 'postgresql:///x?host=/run/pg&user=***&password=***'],
  ['postgresql://h/x?sslmode=require&sslkey=Segredo', 'postgresql://h/x?sslmode=require&sslkey=***'],
  ['postgresql://h/x?Segredo', 'postgresql://h/x?***'],
  // A password as it may not be written; where it would end is a guess.
  ['postgresql://app:Seg/redo@h/x', '***'],
  ['postgresql://app:12/redo@h/x', '***'],
  ['postgresql://app:12?redo@h/x', '***'],
  ['postgresql://app:12#redo@h/x', '***'],
  ['postgresql://app:Segredo@/x?host=/run/pg', '***'],
])('of %s is shown %s', (address, shown) => {
  expect(valueOf('DATABASE_URL', address)).toBe(shown)
})
