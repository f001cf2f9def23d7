import { freePort } from '@alavanca/postgres/port'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { patient } from './support/patient.ts'
import { makeMachine, settled, startTraining, statusOf } from './support/rest.ts'
import { isRunning, killServers, startServer } from './support/server.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-server-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

afterEach(killServers)

/** Data of a server that was started before. */
const dataDirOf = (name: string): string => {
  const dataDir = path.join(folder, name)
  cpSync(inject('startedOnce'), dataDir, { recursive: true })
  return dataDir
}

describe('what keeps the server from starting is one clear sentence and exit 1', () => {
  const refused = async (environment: Record<string, string>): Promise<string> => {
    const { code, stderr } = await startServer(environment).ended
    expect(code).toBe(1)
    expect(stderr).not.toMatch(/\n {4}at /)
    return stderr
  }

  test('every fault of the environment, listed together', async () => {
    const stderr = await refused({
      PORT: 'abc',
      MAX_UPLOAD_BYTES: '-1',
      CORS_ORIGINS: 'nowhere',
      DATABASE_URL: 'mysql://x',
      WEBHOOK_SIGNING_SECRET: 'whsec_c2hvcnQ=',
    })
    for (const name of ['PORT', 'MAX_UPLOAD_BYTES', 'CORS_ORIGINS', 'DATABASE_URL', 'WEBHOOK_SIGNING_SECRET'])
      expect(stderr).toContain(`  ${name}:`)
  })

  test.each([
    [{ HOST: '0.0.0.0' }, 'PUBLIC_BASE_URL must say'],
    [{ HOST: '0.0.0.0', PUBLIC_BASE_URL: 'http://127.0.0.1:8001' }, 'must be loopback'],
    [{ PUBLIC_BASE_URL: 'https://alavanca.example' }, 'must be loopback'],
  ])('an address that others reach, without accounts: %j', async (environment, sentence) => {
    expect(await refused(environment)).toContain(sentence)
  })

  test('a signing secret that is empty, which would verify nothing or everything', async () => {
    const stderr = await refused({ WEBHOOK_SIGNING_SECRET: '' })
    expect(stderr).toContain('WEBHOOK_SIGNING_SECRET: is empty; unset it')
  })

  test('a data folder that cannot be written', async () => {
    const file = path.join(folder, 'a-file')
    writeFileSync(file, '')
    expect(await refused({ DATA_DIR: path.join(file, 'data'), PORT: String(await freePort()) })).toContain(
      'cannot be written',
    )
  })

  test('a database that cannot be reached, without its password', async () => {
    const stderr = await refused({
      DATA_DIR: path.join(folder, 'unreachable'),
      DATABASE_URL: 'postgresql://me:secret@127.0.0.1:1/x',
    })
    expect(stderr).toContain('DATABASE_URL cannot be used')
    expect(stderr).not.toContain('secret')
  })

  test('a bucket that refuses the key, without its secret', async () => {
    const bucket = createServer((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/xml' })
      response.end('<Error><Code>InvalidAccessKeyId</Code><Message>No such key</Message></Error>')
    })
    await once(bucket.listen(0, '127.0.0.1'), 'listening')
    const { port } = bucket.address() as AddressInfo
    const stderr = await refused({
      DATA_DIR: dataDirOf('bucket'),
      PORT: String(await freePort()),
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_REGION: 'us-east-1',
      S3_BUCKET: 'arquivos',
      S3_ACCESS_KEY_ID: 'CHAVE',
      S3_SECRET_ACCESS_KEY: 'segredo',
    })
    expect(stderr).toContain('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not accepted at')
    expect(stderr).not.toContain('segredo')
    bucket.close()
  })

  test('a port that is taken', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const dataDir = dataDirOf('port')
    const stderr = await refused({ DATA_DIR: dataDir, PORT: String(port) })
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is taken`)
    expect(stderr).toContain('or set PORT to another number')
    const environment = {
      DATA_DIR: dataDir,
      PORT: String(await freePort()),
      METRICS_PORT: String(port),
    }
    expect(await refused(environment)).toContain('or set METRICS_PORT to another number')
    other.close()
  })
})

test('a second process on the same data folder is told which one has it; SIGTERM leaves nothing running', async () => {
  const environment = { DATA_DIR: path.join(folder, 'shared'), PORT: String(await freePort()) }
  const metricsPort = await freePort()
  const first = startServer({ ...environment, METRICS_PORT: String(metricsPort) })
  await first.ready
  expect(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()).toContain(
    'process_resident_memory_bytes',
  )
  expect((await fetch(`${first.url}/metrics`)).status).toBe(404)
  const second = await startServer({ ...environment, PORT: String(await freePort()) }).ended
  expect([second.code, second.stderr]).toEqual([1, expect.stringContaining(`open in process ${first.child.pid}`)])

  const modes = readdirSync(environment.DATA_DIR).map((name) => statSync(path.join(environment.DATA_DIR, name)).mode)
  expect(modes.filter((mode) => (mode & 0o077) !== 0)).toEqual([])
  const [relevance] = await first.children()
  if (relevance === undefined) throw new Error('the embedded model service is not running')
  first.child.kill('SIGTERM')
  expect(await first.ended).toMatchObject({ code: 0 })
  await vi.waitFor(async () => expect(await isRunning(relevance)).toBe(false), patient)
})

test('killed in the middle of a training and started again, the training completes, all its callbacks signed', async () => {
  const environment = {
    DATA_DIR: dataDirOf('killed'),
    PORT: String(await freePort()),
    WEBHOOK_SIGNING_SECRET_FILE: path.join(folder, 'signing-secret'),
  }
  writeFileSync(environment.WEBHOOK_SIGNING_SECRET_FILE, `whsec_${Buffer.alloc(32, 4).toString('base64')}\n`)
  const first = startServer(environment)
  await first.ready
  const machineId = await makeMachine(first.url, 'Concreto')
  // A busy machine may look away until a training is over: then another one is begun.
  let trainingId = 0
  for (let status = 'completed'; status !== 'training'; status = await statusOf(first.url, machineId)) {
    if (status === 'completed') trainingId = await startTraining(first.url, machineId)
  }
  const [relevance] = await first.children()
  first.child.kill('SIGKILL')
  await first.ended
  await vi.waitFor(async () => expect(await isRunning(relevance ?? 0)).toBe(false), patient)

  const second = startServer(environment)
  await second.ready
  expect(await settled(second.url, machineId)).toBe('completed')
  const input = encodeURIComponent(JSON.stringify({ json: { trainingId } }))
  const log = await (await fetch(`${second.url}/trpc/training.deliveries?input=${input}`)).text()
  expect(log).toContain('"messageId":"msg_')
  // One of the first process that comes too late is turned away before its signature is looked at.
  expect(log).not.toMatch(/"outcome":"applied","status":"\w+","messageId":null/)
  second.child.kill('SIGTERM')
  expect(await second.ended).toMatchObject({ code: 0 })
})
