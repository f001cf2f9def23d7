import { restMachine, restTrainingStarted, type TrainingState } from '@alavanca/contract'
import { expect, vi } from 'vitest'
import { csvForm, postJson } from './calls.ts'
import type { Harness } from './harness.ts'
import type { ReceivedTraining } from './old-service.ts'

/** What tests do through the doors again and again. */

export const goodCsv = 'a,b,y\n1,2,3\n2,1,5\n3,3,4\n'

export const newMachine = async ({ url }: Harness, name = 'Prensa'): Promise<{ id: number; modelId: number }> => {
  const response = await fetch(`${url}/machines/`, postJson({ machine_name: name }))
  expect(response.status).toBe(200)
  const { id, model_id: modelId } = restMachine.parse(await response.json())
  return { id, modelId }
}

export const sendFile = (
  harness: Harness,
  machineId: number,
  { content = goodCsv, target = 'y' }: { content?: string | Uint8Array<ArrayBuffer>; target?: string } = {},
): Promise<Response> =>
  fetch(`${harness.url}/train/?machine_id=${machineId}&target_column=${encodeURIComponent(target)}`, csvForm(content))

export const startTraining = async (harness: Harness, machineId: number): Promise<number> => {
  const response = await sendFile(harness, machineId)
  expect(response.status).toBe(200)
  return restTrainingStarted.parse(await response.json()).training_id
}

/** For whatever comes by itself: a guard against hanging, since the machine may be busy with other tests. */
export const patient = { timeout: 90_000, interval: 50 }

/** Waits until the model service has received its `count`-th training. */
export const received = ({ service }: Harness, count: number): Promise<ReceivedTraining> =>
  vi.waitFor(() => {
    const training = service.trainings[count - 1]
    if (!training) throw new Error(`the service has received ${service.trainings.length} of ${count} trainings`)
    return training
  }, patient)

/** Waits until a training is in a state, and gives the training. */
export const reached = ({ client }: { client: Client }, trainingId: number, state: TrainingState) =>
  vi.waitFor(async () => {
    const training = await client.training.get.query({ trainingId })
    expect(training.state).toBe(state)
    return training
  }, patient)

type Client = Harness['client']
