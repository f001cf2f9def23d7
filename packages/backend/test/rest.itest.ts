import { restMachine, restRanking, restTrainingStarted, restValidationError } from '@alavanca/contract'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { csvForm, postJson } from './support/calls.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { json } from './support/old-service.ts'
import { patient } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

const call = (path: string, init?: RequestInit) => fetch(harness.url + path, init)
const createMachine = async (name: string) => {
  const response = await call('/machines/', postJson({ machine_name: name }))
  expect(response.status).toBe(200)
  return restMachine.strict().parse(await response.json())
}

describe.each(['', '/'])('with "%s" at the end of paths', (slash) => {
  test('a machine is created, read, listed and deleted', async () => {
    const created = await call(`/machines${slash}`, postJson({ machine_name: 'Prensa', color: 'ignored' }))
    expect(created.status).toBe(200)
    const machine = restMachine.strict().parse(await created.json())
    expect(machine).toMatchObject({ machine_name: 'Prensa', status: 'created' })

    const read = await call(`/machines/${machine.id}${slash}`)
    expect([read.status, await read.json()]).toEqual([200, machine])
    const list = await call(`/machines${slash}`)
    expect(await list.json()).toContainEqual(machine)

    const deleted = await call(`/machines/${machine.id}${slash}`, { method: 'DELETE' })
    expect([deleted.status, await deleted.json()]).toEqual([200, { status: 'deleted' }])
    expect(harness.service.models.has(machine.model_id)).toBe(false)
    expect((await call(`/machines/${machine.id}${slash}`)).status).toBe(404)
  })

  test('a file is trained on and its ranking served as the model service gave it', async () => {
    const { id, model_id: modelId } = await createMachine('Forno')
    const before = harness.service.trainings.length
    const started = await call(`/train${slash}?machine_id=${id}&target_column=y`, csvForm('a,b,y\n1,2,3\n2,1,5\n'))
    expect(started.status).toBe(200)
    expect(restTrainingStarted.strict().parse(await started.json())).toMatchObject({ machine_id: id })
    await vi.waitFor(() => expect(harness.service.trainings.length).toBe(before + 1), patient)
    const training = harness.service.trainings[before]
    if (!training) throw new Error('no training was received')

    harness.service.rankings.set(
      modelId,
      '[{"feature":"b","score_final":2.50,"importance_shap_mean_abs":NaN,"k":[9007199254740993]}]',
    )
    const metrics = '{"r2":0.91,"mae":NaN,"n_train":8,"date":1700000000,"run":12345678901234567890}'
    const answer = await harness.service.post(
      training,
      `{"model_id":${modelId},"status":"completed","metrics":${metrics}}`,
    )
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { message: 'Webhook received', model_id: modelId, status: 'completed' },
    ])
    const body = await vi.waitFor(async () => {
      const response = await call(`/ranking${slash}?machine_id=${id}`)
      expect(response.status).toBe(200)
      return response.text()
    }, patient)
    expect(body).toBe(
      '{"ranking":[{"feature":"b","score_final":2.50,"importance_shap_mean_abs":0,"k":[9007199254740993]}],' +
        '"metrics":{"r2":0.91,"mae":null,"n_train":8,"date":1700000000,"run":12345678901234567890}}',
    )
    restRanking.parse(JSON.parse(body))
    expect(await (await call(`/machines/${id}`)).json()).toMatchObject({ status: 'completed' })
  })
})

test.each([
  ['{"machine_name":7}', 'application/json', ['body', 'machine_name']],
  ['{}', 'application/json', ['body', 'machine_name']],
  ['{"machine_name":""}', 'application/json', ['body', 'machine_name']],
  ['{"machine_name":"a\\u0000b"}', 'application/json', ['body', 'machine_name']],
  ['{"machine_name":"\\ud800"}', 'application/json', ['body', 'machine_name']],
  [JSON.stringify({ machine_name: 'x'.repeat(300) }), 'application/json', ['body', 'machine_name']],
  ['[]', 'application/json', ['body']],
  ['"text"', 'application/json', ['body']],
  ['{', 'application/json', ['body']],
  ['', 'application/json', ['body']],
  ['{"machine_name":"x"}', 'text/plain', ['body']],
])('a machine body %s sent as %s is a 422 at %j', async (body, type, loc) => {
  const response = await call('/machines/', { method: 'POST', body, headers: { 'content-type': type } })
  expect(response.status).toBe(422)
  expect(restValidationError.parse(await response.json()).detail[0]?.loc).toEqual(loc)
})

test('a machine name of 255 emoji is kept and arrives at the model service unharmed', async () => {
  const name = '⚙️ação&'.repeat(5) + '😀'.repeat(220)
  const machine = await createMachine(name)
  expect(machine.machine_name).toBe(name)
  expect(harness.service.models.get(machine.model_id)).toBe(name)
})

test.each([
  ['/machines/abc', 'GET', 422],
  ['/machines/1.5', 'DELETE', 422],
  ['/machines/0', 'GET', 404],
  ['/machines/2147483648', 'DELETE', 404],
  ['/machines/99999', 'GET', 404],
  ['/train/?target_column=y', 'POST', 422],
  ['/train/?machine_id=abc&target_column=y', 'POST', 422],
  ['/train/?machine_id=1', 'POST', 422],
  ['/ranking/?machine_id=abc', 'GET', 422],
  ['/ranking/?machine_id=99999', 'GET', 404],
  ['/ranking/', 'GET', 404],
  ['/nowhere', 'GET', 404],
  ['/webhook/treinamento/', 'POST', 401],
  ['/webhook/treinamento', 'POST', 401],
])('%s by %s is a %i', async (path, method, status) => {
  const response = await call(path, { method })
  expect(response.status).toBe(status)
  expect(await response.json()).toHaveProperty('detail')
})

test('what misses in a query is told all at once', async () => {
  const response = await call('/train/', csvForm('a,y\n1,2\n'))
  const { detail } = restValidationError.parse(await response.json())
  expect(detail.map(({ loc }) => loc)).toEqual([
    ['query', 'machine_id'],
    ['query', 'target_column'],
  ])
})

test('a model service that stops in the middle of its answer is a 502, and the server lives', async () => {
  harness.service.misbehave.create = ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write(' ')
    response.socket?.destroySoon()
  }
  expect((await call('/machines/', postJson({ machine_name: 'x' }))).status).toBe(502)
  delete harness.service.misbehave.create
  expect((await call('/healthz')).status).toBe(200)
})

test('another method is a 405 that names those there are', async () => {
  const response = await call('/machines/', { method: 'PUT' })
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD'])
})

test('a failing model service makes creating a 502 that names no host and leaves nothing', async () => {
  const before = await (await call('/machines/')).json()
  for (const answer of [{ error: 'no space' }, { model_id: 'text' }]) {
    harness.service.misbehave.create = ({ response }) => json(response, answer)
    const response = await call('/machines/', postJson({ machine_name: 'x' }))
    expect(response.status).toBe(502)
    expect(JSON.stringify(await response.json())).not.toMatch(/127\.0\.0\.1|fetch|undici|zod/i)
  }
  delete harness.service.misbehave.create
  expect(await (await call('/machines/')).json()).toEqual(before)
})

test('a machine whose model is already gone can be deleted; with the service failing it stays', async () => {
  const { id } = await createMachine('Serra')
  harness.service.misbehave.delete = ({ response }) => json(response, { detail: 'broken' }, 500)
  expect((await call(`/machines/${id}`, { method: 'DELETE' })).status).toBe(502)
  expect((await call(`/machines/${id}`)).status).toBe(200)
  harness.service.misbehave.delete = ({ response }) => json(response, { detail: 'Not Found' }, 404)
  expect((await call(`/machines/${id}`, { method: 'DELETE' })).status).toBe(200)
  delete harness.service.misbehave.delete
})

test('the old panel may call from its own origin, also when the answer is an error; others may not', async () => {
  const origin = 'http://localhost:3000'
  for (const path of ['/machines/', '/machines/99999', '/nowhere']) {
    const { headers } = await call(path, { headers: { origin } })
    expect([
      headers.get('access-control-allow-origin'),
      headers.get('access-control-allow-credentials'),
      headers.get('vary'),
    ]).toEqual([origin, 'true', expect.stringContaining('Origin')])
  }
  const preflight = await call('/machines/1', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'content-type' },
  })
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET,POST,DELETE'])

  const from = (headers: Record<string, string>) =>
    call('/machines/', {
      method: 'POST',
      body: '{"machine_name":"Torno"}',
      headers: { 'content-type': 'application/json', ...headers },
    })
  expect((await from({ origin, 'sec-fetch-site': 'cross-site' })).status).toBe(200)
  expect((await from({ origin: 'https://evil.example' })).status).toBe(403)
  expect((await from({ origin: 'null' })).status).toBe(403)
  expect(
    (await call('/machines/', { headers: { origin: 'https://evil.example' } })).headers.has(
      'access-control-allow-origin',
    ),
  ).toBe(false)
})
