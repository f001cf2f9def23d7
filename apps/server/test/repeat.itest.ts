import { freePort } from '@alavanca/postgres/port'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { killServers, startServer } from './support/server.ts'

/** Taken back by SEED; more rounds by REPEAT_ROUNDS. */
const seed = Number(process.env['SEED'] ?? Date.now() % 100_000)
const rounds = Number(process.env['REPEAT_ROUNDS'] ?? 2)

/** Milliseconds from the model service's answer to the kill: spread over what happens between it and ours. */
const delayOf = (round: number): number => ((seed + round) * 7.3) % 25

let folder: string
let service: Server
let asked = 0
let onAsked: (() => void) | undefined
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-repeat-'))
  cpSync(inject('startedOnce'), path.join(folder, 'data'), { recursive: true })
  service = createServer((incoming, response) => {
    incoming.resume()
    if (incoming.method === 'POST') asked++
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ model_id: asked }), () => onAsked?.())
  }).listen(0, '127.0.0.1')
  await once(service, 'listening')
})
afterAll(() => {
  service.closeAllConnections()
  service.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(killServers)

test(`a machine asked for again after its maker was killed is there once (SEED=${seed})`, async () => {
  const environment = {
    DATA_DIR: path.join(folder, 'data'),
    PORT: String(await freePort()),
    RELEVANCE_SERVICE_API_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
  }
  let server = startServer(environment)
  await server.ready
  const create = (round: number) =>
    fetch(`${server.url}/machines/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `round-${round}` },
      body: JSON.stringify({ machine_name: `Torno ${round}` }),
    })
  for (let round = 0; round < rounds; round++) {
    const told = new Promise<void>((resolve) => {
      onAsked = resolve
    })
    // Whatever comes of it, an answer or a broken connection, the caller asks again.
    const first = create(round).then(
      async (answer) => (await answer.json()) as object,
      () => null,
    )
    await told
    await pause(delayOf(round))
    server.child.kill('SIGKILL')
    await server.ended
    const before = await first
    server = startServer(environment)
    await server.ready
    const again = await create(round)
    expect(again.status).toBe(200)
    const machine = (await again.json()) as { id: number }
    if (before !== null) expect(machine).toEqual(before)
    expect(await (await create(round)).json()).toEqual(machine)
  }
  const names = ((await (await fetch(`${server.url}/machines/`)).json()) as { machine_name: string }[]).map(
    ({ machine_name: name }) => name,
  )
  expect(names).toEqual(Array.from({ length: rounds }, (_, round) => `Torno ${round}`))
})
