import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHarness, type Harness } from './support/harness.ts'
import { newMachine, reached, received, startTraining } from './support/steps.ts'
import type { ReceivedTraining } from './support/old-service.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

/** A training that the model service has received and works on. */
const begin = async () => {
  const machine = await newMachine(harness)
  const trainingId = await startTraining(harness, machine.id)
  const training = await received(harness, machine.modelId)
  await reached(harness, trainingId, 'training')
  return { machine, trainingId, training }
}

const statusOf = async (training: ReceivedTraining, body: string | object): Promise<number> =>
  (await harness.service.post(training, body)).status

test('only the token of the training is let in, and the token is looked at before the body', async () => {
  const { training, trainingId, machine } = await begin()
  const good = { model_id: machine.modelId, status: 'completed', metrics: {} }
  const forged = [
    `${harness.url}/webhook/treinamento/`,
    `${harness.url}/webhook/treinamento/undefined`,
    `${harness.url}/webhook/treinamento/${'A'.repeat(43)}`,
    training.callbackUrl.slice(0, -1),
    training.callbackUrl.toLowerCase(),
    `${training.callbackUrl}%00`,
  ]
  for (const callbackUrl of forged) expect(await statusOf({ ...training, callbackUrl }, good)).toBe(401)
  expect(await statusOf({ ...training, callbackUrl: `${harness.url}/webhook/treinamento/x` }, 'no json')).toBe(401)
  expect((await harness.client.training.get.query({ trainingId })).state).toBe('training')
  expect(new URL(training.callbackUrl).pathname.split('/').at(-1)).toMatch(/^[\w-]{43}$/)
})

test('another model is a 409, a body that is no callback a 422, and neither changes anything', async () => {
  const { training, trainingId, machine } = await begin()
  expect(await statusOf(training, { model_id: machine.modelId + 1, status: 'completed' })).toBe(409)
  const deep = `{"model_id":${machine.modelId},"status":"completed","metrics":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`
  const wide = {
    model_id: machine.modelId,
    status: 'completed',
    metrics: Object.fromEntries(Array(300).fill(0).entries()),
  }
  for (const body of ['', '[]', '{}', 'nonsense', { model_id: 'x', status: 'completed' }, deep, wide]) {
    expect(await statusOf(training, body)).toBe(422)
  }
  expect(await statusOf(training, { model_id: machine.modelId, status: 'x', pad: 'y'.repeat(70_000) })).toBe(413)
  expect((await harness.client.training.get.query({ trainingId })).state).toBe('training')
})

test('the first outcome stands: duplicates and contradictions are answered with it', async () => {
  const { training, trainingId, machine } = await begin()
  const answers = await Promise.all(Array.from({ length: 10 }, () => harness.service.complete(training, { r2: 0.5 })))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  await reached(harness, trainingId, 'completed')
  const late = await harness.service.post(training, { model_id: machine.modelId, status: 'failed' })
  expect([late.status, await late.json()]).toEqual([200, expect.objectContaining({ status: 'completed' })])
  const other = await harness.service.complete(training, { r2: 0.99 })
  expect(other.status).toBe(200)
  expect(await harness.client.training.get.query({ trainingId })).toMatchObject({
    state: 'completed',
    metrics: { r2: 0.5 },
  })
})

test('a callback says it is JSON, or says nothing', async () => {
  const { training, trainingId, machine } = await begin()
  const body = JSON.stringify({ model_id: machine.modelId, status: 'running' })
  const post = (headers: Record<string, string>, content: string | Uint8Array<ArrayBuffer>) =>
    fetch(training.callbackUrl, { method: 'POST', headers, body: content })
  expect((await post({ 'content-type': 'text/plain' }, body)).status).toBe(422)
  expect((await post({ 'content-type': 'application/x-www-form-urlencoded' }, body)).status).toBe(422)
  expect((await post({}, new TextEncoder().encode(body))).status).toBe(200)
  expect((await harness.client.training.get.query({ trainingId })).state).toBe('training')
})

test('a while after the end the address has expired', async () => {
  const { training, trainingId } = await begin()
  await harness.service.complete(training)
  await reached(harness, trainingId, 'completed')
  const { db } = harness.backend.deps.database
  const ofTraining = db.updateTable('callbacks').where('training_id', '=', trainingId)
  const ended = await ofTraining
    .where('expires_at', 'is not', null)
    .set({ expires_at: new Date(0) })
    .executeTakeFirst()
  expect(ended.numUpdatedRows).toBe(1n)
  expect((await harness.service.complete(training)).status).toBe(410)
})

test('the address itself is kept out of what people see', async () => {
  const { training, trainingId, machine } = await begin()
  const error = `HTTPConnectionPool: Max retries exceeded with url: ${training.callbackUrl}`
  await harness.service.post(training, { model_id: machine.modelId, status: 'failed', error })
  const failed = await reached(harness, trainingId, 'failed')
  expect(failed.failure?.message).toMatch(/treinamento\/\[redacted\]$/)
})

test('progress is shown while it runs, in whatever words', async () => {
  const { training, trainingId, machine } = await begin()
  const status = await statusOf(training, {
    model_id: machine.modelId,
    status: 'boosting',
    progress: 0.4,
    stage: 'round 40',
  })
  expect(status).toBe(200)
  expect(await harness.client.training.get.query({ trainingId })).toMatchObject({
    state: 'training',
    progress: 0.4,
    stage: 'round 40',
  })
  const shown = await harness.client.machines.get.query({ machineId: machine.id })
  expect(shown.latestTraining).toMatchObject({ id: trainingId, progress: 0.4 })
})

describe.each(['failed', 'error', 'ERRO', 'Falhou'])('a model service that says %s', (word) => {
  test('makes the training failed, with its reason, and the machine too', async () => {
    const { training, trainingId, machine } = await begin()
    await statusOf(training, { model_id: machine.modelId, status: word, error: 'target has one value', metrics: null })
    const failed = await reached(harness, trainingId, 'failed')
    expect(failed.failure).toEqual({ code: 'model_service_failed', message: 'target has one value' })
    expect((await harness.client.machines.get.query({ machineId: machine.id })).status).toBe('failed')
  })
})

test('a failed retraining leaves the last completed ranking in place', async () => {
  const { training, trainingId, machine } = await begin()
  await harness.service.complete(training)
  await reached(harness, trainingId, 'completed')
  const second = await startTraining(harness, machine.id)
  await statusOf(await received(harness, machine.modelId, 2), { model_id: machine.modelId, status: 'failed' })
  await reached(harness, second, 'failed')
  const ranking = await harness.client.ranking.ofMachine.query({ machineId: machine.id })
  expect(ranking.trainingId).toBe(trainingId)
  expect((await fetch(`${harness.url}/ranking/?machine_id=${machine.id}`)).status).toBe(200)
})
