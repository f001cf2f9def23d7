import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSecretFiles } from './secret-files.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-secrets-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, content: string): string => {
  const at = path.join(folder, name)
  writeFileSync(at, content)
  return at
}

test('a secret may stand in a file, with or without a line break at its end', () => {
  expect(readSecretFiles({})).toEqual({ values: {}, faults: [] })
  expect(
    readSecretFiles({
      DATABASE_URL_FILE: file('url', 'postgresql://me:it is@h/x \r\n'),
      S3_SECRET_ACCESS_KEY_FILE: file('key', 'a\nb'),
      WEBHOOK_SIGNING_SECRET_FILE: '',
      S3_ACCESS_KEY_ID: 'CHAVE',
      PORT_FILE: '/nowhere',
    }),
  ).toEqual({
    values: { DATABASE_URL: 'postgresql://me:it is@h/x ', S3_SECRET_ACCESS_KEY: 'a\nb' },
    faults: [],
  })
})

test('one that is missing, empty or given twice is a fault; all are listed, and none is told', () => {
  const { faults } = readSecretFiles({
    DATABASE_URL_FILE: path.join(folder, 'missing'),
    WEBHOOK_SIGNING_SECRET_FILE: file('empty', '\n'),
    S3_SECRET_ACCESS_KEY_FILE: file('twice', 'segredo'),
    S3_SECRET_ACCESS_KEY: 'segredo',
  })
  expect(faults).toEqual([
    { name: 'DATABASE_URL_FILE', what: expect.stringMatching(/^the file .*missing cannot be read \(ENOENT\)$/) },
    { name: 'WEBHOOK_SIGNING_SECRET_FILE', what: expect.stringMatching(/^the file .*empty is empty$/) },
    { name: 'S3_SECRET_ACCESS_KEY_FILE', what: 'S3_SECRET_ACCESS_KEY is set too; set one of them' },
  ])
})
