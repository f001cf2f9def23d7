import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHarness, type Harness } from './support/harness.ts'
import { newMachine, reached, received, startTraining } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

test('pages are stable, searches mind neither case nor accents, and filters follow the status', async () => {
  const names = ['Extrusão 1', 'EXTRUSAO 2', 'Prensa_50%', 'Prensa 51', 'Forno']
  const machines = []
  for (const name of names) machines.push(await newMachine(harness, name))
  const { client } = harness

  const first = await client.machines.list.query({ limit: 2 })
  expect(first.items.map(({ name }) => name)).toEqual(['Forno', 'Prensa 51'])
  await newMachine(harness, 'Nova')
  const second = await client.machines.list.query({ limit: 10, cursor: first.nextCursor })
  expect(second.items.map(({ name }) => name)).toEqual(['Prensa_50%', 'EXTRUSAO 2', 'Extrusão 1'])
  expect(second.nextCursor).toBeNull()

  const search = async (text: string) =>
    (await client.machines.list.query({ search: text })).items.map(({ name }) => name)
  expect(await search('extrusão')).toEqual(['EXTRUSAO 2', 'Extrusão 1'])
  expect(await search('50%')).toEqual(['Prensa_50%'])
  expect(await search('_')).toEqual(['Prensa_50%'])
  expect(await search('  ')).toHaveLength(6)

  const { id: machineId, modelId } = machines[4] ?? { id: 0, modelId: 0 }
  const trainingId = await startTraining(harness, machineId)
  await harness.service.complete(await received(harness, modelId), { r2: 0.75 })
  await reached(harness, trainingId, 'completed')
  const completed = await client.machines.list.query({ status: 'completed' })
  expect(completed.items).toMatchObject([
    { id: machineId, status: 'completed', lastResult: { trainingId, target: 'y', r2: 0.75, leadingFeature: 'a' } },
  ])
  expect((await client.machines.list.query({ status: 'created' })).items).toHaveLength(5)
  expect((await client.machines.list.query({ status: 'queued' })).items).toHaveLength(0)
})

test('a machine is renamed, and deleted with everything it had', async () => {
  const { client } = harness
  const machine = await client.machines.create.mutate({ name: 'Velha' })
  await client.machines.rename.mutate({ machineId: machine.id, name: 'Nova & melhor' })
  expect((await client.machines.get.query({ machineId: machine.id })).name).toBe('Nova & melhor')
  const trainingId = await startTraining(harness, machine.id)
  await client.machines.delete.mutate({ machineId: machine.id })
  await expect(client.training.get.query({ trainingId })).rejects.toMatchObject({
    data: { app: { code: 'training_not_found' } },
  })
  await expect(client.machines.get.query({ machineId: machine.id })).rejects.toMatchObject({
    data: { httpStatus: 404, app: { code: 'machine_not_found', params: [{ name: 'id', value: machine.id }] } },
  })
})

test('what does not fit is refused with a reason, and tRPC answers neither foreign hosts nor foreign forms', async () => {
  const { client, url } = harness
  await expect(client.machines.create.mutate({ name: ' ' })).rejects.toMatchObject({
    data: { httpStatus: 400, app: { code: 'invalid_input' } },
  })
  await expect(client.machines.list.query({ cursor: 'nonsense' })).rejects.toMatchObject({
    data: { app: { code: 'invalid_input' } },
  })
  const form = await fetch(`${url}/trpc/machines.create`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: '{"json":{"name":"x"}}',
  })
  expect(form.status).toBe(415)
  const large = await fetch(`${url}/trpc/machines.create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ json: { name: 'x'.repeat(300_000) } }),
  })
  expect(large.status).toBe(413)
  const regexp = encodeURIComponent(
    JSON.stringify({ json: { machineId: '/a/' }, meta: { values: { machineId: ['regexp'] } } }),
  )
  expect((await fetch(`${url}/trpc/machines.get?input=${regexp}`)).status).toBe(400)
})
