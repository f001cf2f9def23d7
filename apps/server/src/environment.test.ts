import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEnvironment } from './environment.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-environment-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the environment wins over the file, even where it is empty; a secret comes from the file it names', () => {
  const file = path.join(folder, 'settings')
  const secret = path.join(folder, 'secret')
  writeFileSync(file, `# a note\nPORT=9000\nLOG_LEVEL="warn"\nHOST=localhost\nS3_ACCESS_KEY_ID_FILE=${secret}\n`)
  writeFileSync(secret, 'CHAVE\n')
  const { values, origins, faults } = readEnvironment({ PORT: '9001', LOG_LEVEL: '' }, file)
  expect(values).toMatchObject({ PORT: '9001', LOG_LEVEL: '', HOST: 'localhost', S3_ACCESS_KEY_ID: 'CHAVE' })
  expect(Object.fromEntries(origins)).toMatchObject({
    PORT: 'environment',
    HOST: file,
    S3_ACCESS_KEY_ID: `file ${secret}`,
  })
  expect(faults).toEqual([])
})

test('there need be no such file; one that cannot be read is a fault', () => {
  expect(readEnvironment({ PORT: '1' }, path.join(folder, 'missing'))).toMatchObject({
    values: { PORT: '1' },
    faults: [],
  })
  expect(readEnvironment({}, folder).faults).toEqual([{ name: folder, what: 'cannot be read (EISDIR)' }])
})
