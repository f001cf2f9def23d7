import { parseSigningSecrets, signMessage } from '@alavanca/model-service/client'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHarness, type Harness } from './support/harness.ts'
import type { ReceivedTraining } from './support/old-service.ts'
import { newMachine, reached, received, startTraining } from './support/steps.ts'

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const retired = `whsec_${Buffer.alloc(24, 2).toString('base64')}`
const foreign = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({ signingKeys: parseSigningSecrets(`${secret} ${retired}`) })
})
afterAll(() => harness.close())

const begin = async () => {
  const machine = await newMachine(harness)
  const trainingId = await startTraining(harness, machine.id)
  const training = await received(harness, machine.modelId)
  await reached(harness, trainingId, 'training')
  return { machine, trainingId, training, body: JSON.stringify({ model_id: machine.modelId, status: 'completed' }) }
}

interface Signing {
  id?: string
  with?: string
  at?: Date
}

/** As the reference library signs. */
const signed = (body: string, { id = 'msg_1', with: key = secret, at = new Date() }: Signing = {}) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
  'webhook-signature': new Webhook(key).sign(id, at, body),
})

const post = (training: ReceivedTraining, headers: Record<string, string>, body: string): Promise<Response> =>
  fetch(training.callbackUrl, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body })

const outcomes = async (trainingId: number) =>
  (await harness.client.training.deliveries.query({ trainingId })).items.map(({ outcome }) => outcome)

test('a signed callback is taken, with the old secret of a rotation too', async () => {
  for (const key of [secret, retired]) {
    const { training, trainingId, machine, body } = await begin()
    harness.service.rankings.set(machine.modelId, '[{"feature":"a","score_final":1,"importance_shap_mean_abs":2}]')
    expect((await post(training, signed(body, { with: key }), body)).status).toBe(200)
    await reached(harness, trainingId, 'completed')
  }
})

test('unsigned, half signed, wrong, stale, or altered in one byte: 401, and nothing happens', async () => {
  const { training, trainingId, body } = await begin()
  const good = signed(body)
  const { 'webhook-signature': _, ...half } = good
  const late = new Date(Date.now() - 400_000)
  const forged: [Record<string, string>, string][] = [
    [{}, body],
    [half, body],
    [signed(body, { with: foreign }), body],
    [signed(body, { at: late }), body],
    [{ ...good, 'webhook-timestamp': String(Math.floor(late.getTime() / 1_000)) }, body],
    [{ ...good, 'webhook-id': 'msg_2' }, body],
    [{ ...good, 'webhook-signature': good['webhook-signature'].replace('v1,', 'v2,') }, body],
    [good, `${body} `],
    [good, JSON.stringify({ ...JSON.parse(body), extra: 1 })],
    [good, '\uFEFF' + body],
  ]
  for (const [headers, content] of forged) expect((await post(training, headers, content)).status).toBe(401)
  expect((await harness.client.training.get.query({ trainingId })).state).toBe('training')
  expect(await outcomes(trainingId)).toEqual(forged.map(() => 'bad_signature'))
  // What has no signature at all is turned away before its body is read.
  const { items } = await harness.client.training.deliveries.query({ trainingId })
  expect(items.toReversed().map(({ bytes }) => bytes === null)).toEqual([...forged.keys()].map((index) => index < 2))
})

test('the signature is looked at before the body is parsed, and the token before the signature', async () => {
  const { training } = await begin()
  expect((await post(training, {}, 'no json')).status).toBe(401)
  expect((await post(training, signed('no json'), 'no json')).status).toBe(422)
  const unknown = { ...training, callbackUrl: `${harness.url}/webhook/treinamento/${'A'.repeat(43)}` }
  expect((await post(unknown, signed('{}'), '{}')).status).toBe(401)
})

test('the id makes a repeat a repeat, whatever it says: the first outcome is answered', async () => {
  const { training, trainingId, machine, body } = await begin()
  const progress = JSON.stringify({ model_id: machine.modelId, status: 'training', progress: 0.5 })
  const first = await post(training, signed(progress, { id: 'msg_a' }), progress)
  expect(await first.json()).toMatchObject({ status: 'training' })
  const again = await post(training, signed(body, { id: 'msg_a' }), body)
  expect([again.status, await again.json()]).toEqual([200, expect.objectContaining({ status: 'training' })])
  expect((await harness.client.training.get.query({ trainingId })).state).toBe('training')
  expect((await post(training, signed(body, { id: 'msg_b' }), body)).status).toBe(200)
  expect(await outcomes(trainingId)).toEqual(['applied', 'duplicate', 'applied'])
  const { items } = await harness.client.training.deliveries.query({ trainingId })
  expect(items.map(({ messageId }) => messageId)).toEqual(['msg_b', 'msg_a', 'msg_a'])
})

test('keys that a missing secret would turn into sign nothing that is taken', async () => {
  const { training, trainingId, body } = await begin()
  for (const text of ['', 'undefined', 'null', '\0'.repeat(32)]) {
    const head = { id: 'msg_weak', timestamp: String(Math.floor(Date.now() / 1_000)) }
    const signature = signMessage(Buffer.from(text), head, Buffer.from(body))
    const headers = { 'webhook-id': head.id, 'webhook-timestamp': head.timestamp, 'webhook-signature': signature }
    expect((await post(training, headers, body)).status).toBe(401)
  }
  expect((await harness.client.training.get.query({ trainingId })).state).toBe('training')
})
