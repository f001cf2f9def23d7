import { freePort } from '@alavanca/postgres/port'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { Agent, request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest'
import { patient } from './support/patient.ts'
import { killServers, startServer, type ServerProcess } from './support/server.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-drain-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(killServers)

/** Data of a server that was started before. */
const dataDirOf = (name: string): string => {
  const dataDir = path.join(folder, name)
  cpSync(inject('startedOnce'), dataDir, { recursive: true })
  return dataDir
}

const json = { 'content-type': 'application/json' }
const newMachine = async ({ url }: ServerProcess): Promise<number> => {
  const answer = await fetch(`${url}/machines/`, { method: 'POST', headers: json, body: '{"machine_name":"Prensa"}' })
  return ((await answer.json()) as { id: number }).id
}

interface Upload {
  /** Sends the rest; gives the answer. */
  end(): Promise<IncomingMessage>
}

/** An upload that has begun, and goes on slowly, yet not so slowly that it would be given up, until it is ended. */
const beginUpload = async ({ url }: ServerProcess, dataDir: string, machineId: number): Promise<Upload> => {
  const sending = request(`${url}/train/?machine_id=${machineId}&target_column=y`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  sending.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b,y\n1,2,3\n2,1,5\n')
  const received = () => readdirSync(path.join(dataDir, 'files', 'incoming'))
  const rows = setInterval(() => sending.write('1,2,3\n'.repeat(200)), 100)
  sending.once('close', () => clearInterval(rows))
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  answered.catch(() => {})
  await vi.waitFor(() => expect(received()).toHaveLength(1), patient)
  return {
    end: async () => {
      clearInterval(rows)
      sending.end('\r\n--x--\r\n')
      const [answer] = await answered
      return answer
    },
  }
}

const bodyOf = async (answer: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return text
}

test('while it stops it finishes what it has begun and tells everybody else to come back', async () => {
  const environment = { DATA_DIR: dataDirOf('polite'), PORT: String(await freePort()) }
  const first = startServer(environment)
  await first.ready
  const machineId = await newMachine(first)
  const stream = await fetch(`${first.url}/trpc/training.changes`, { headers: { accept: 'text/event-stream' } })
  const upload = await beginUpload(first, environment.DATA_DIR, machineId)
  first.child.kill('SIGTERM')

  await vi.waitFor(async () => expect((await fetch(`${first.url}/readyz`)).status).toBe(503), patient)
  // All at once: the server waits for the upload, but not for ever.
  const [health, told, late, query] = await Promise.all([
    fetch(`${first.url}/healthz`),
    stream.text(),
    fetch(`${first.url}/machines/`, { method: 'POST', headers: json, body: '{"machine_name":"x"}' }),
    fetch(`${first.url}/trpc/machines.list?input=${encodeURIComponent('{"json":{}}')}`),
  ])
  const answer = await upload.end()
  expect(health.status).toBe(200)
  // The live stream ends with what makes a browser come back.
  expect(told).toContain('SERVICE_UNAVAILABLE')
  expect([late.status, late.headers.get('retry-after'), late.headers.get('connection')]).toEqual([503, '2', 'close'])
  expect(await late.json()).toMatchObject({ code: 'unavailable', detail: expect.stringContaining('stopping') })
  expect([query.status, query.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await query.json()).toMatchObject({ error: { json: { data: { app: { code: 'unavailable' } } } } })

  expect(answer.statusCode).toBe(200)
  const started = JSON.parse(await bodyOf(answer)) as { training_id: number }
  expect(await first.ended).toMatchObject({ code: 0 })

  const second = startServer(environment)
  await second.ready
  const input = encodeURIComponent(JSON.stringify({ json: { trainingId: started.training_id } }))
  const state = async () =>
    (
      (await (await fetch(`${second.url}/trpc/training.get?input=${input}`)).json()) as {
        result: { data: { json: { state: string } } }
      }
    ).result.data.json.state
  await vi.waitFor(async () => expect(await state()).toMatch(/completed|failed/), patient)
  second.child.kill('SIGTERM')
  expect(await second.ended).toMatchObject({ code: 0 })
})

test('a fault of the program ends it as a signal does, but with exit 1 and what went wrong', async () => {
  const dataDir = dataDirOf('fault')
  const fault = `process.on('SIGUSR2', () => { throw new Error('what nobody thought of') })`
  const server = startServer({
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}`,
  })
  await server.ready
  const upload = await beginUpload(server, dataDir, await newMachine(server))
  server.child.kill('SIGUSR2')
  await vi.waitFor(async () => expect((await fetch(`${server.url}/readyz`)).status).toBe(503), patient)
  const answer = await upload.end()
  expect(answer.statusCode).toBe(200)
  answer.resume()
  expect(await server.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('what nobody thought of') })
})

/** More of them with DRAIN_ROUNDS. */
const rounds = Number(process.env['DRAIN_ROUNDS'] ?? 2)

test('stopped under load, nothing that was sent before fails in any way but a 503', async () => {
  const environment = { DATA_DIR: dataDirOf('load'), PORT: String(await freePort()) }
  for (let round = 0; round < rounds; round++) {
    const server = startServer(environment)
    await server.ready
    const agent = new Agent({ keepAlive: true })
    const outcomes: { sentAt: number; outcome: number | string }[] = []
    const stop = new AbortController()
    const client = async () => {
      while (!stop.signal.aborted) {
        const sentAt = performance.now()
        const outcome = await get(`${server.url}/machines/`, agent)
        outcomes.push({ sentAt, outcome })
        if (typeof outcome === 'string') return
      }
    }
    const clients = Array.from({ length: 20 }, client)
    await vi.waitFor(() => expect(outcomes.length).toBeGreaterThan(200), patient)
    server.child.kill('SIGTERM')
    const stoppedAt = performance.now()
    stop.abort()
    expect(await server.ended).toMatchObject({ code: 0 })
    await Promise.all(clients)
    agent.destroy()
    const before = outcomes.filter(({ sentAt }) => sentAt < stoppedAt)
    expect(before.filter(({ outcome }) => outcome !== 200 && outcome !== 503)).toEqual([])
    expect(before.length).toBeGreaterThan(200)
  }
})

const get = (url: string, agent: Agent): Promise<number | string> =>
  new Promise((resolve) => {
    const asking = request(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
      answer.once('error', (error) => resolve(String(error)))
    })
    asking.once('error', (error) => resolve(String(error)))
    asking.end()
  })
