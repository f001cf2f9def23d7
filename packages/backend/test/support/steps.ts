import { restMachine, restTrainingStarted, type TrainingState } from '@alavanca/contract'
import { expect, vi } from 'vitest'
import { csvForm, postJson, untilTaken } from './calls.ts'
import type { Harness } from './harness.ts'
import type { ReceivedTraining } from './old-service.ts'

/** What tests do through the doors again and again. */

export const goodCsv = 'a,b,y\n1,2,3\n2,1,5\n3,3,4\n'

export const newMachine = async ({ url }: Harness, name = 'Prensa'): Promise<{ id: number; modelId: number }> => {
  const response = await untilTaken(() => fetch(`${url}/machines/`, postJson({ machine_name: name })))
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
  const response = await untilTaken(() => sendFile(harness, machineId))
  expect(response.status).toBe(200)
  return restTrainingStarted.parse(await response.json()).training_id
}

/** For whatever comes by itself: a guard against hanging, since the machine may be busy with other tests. */
export const patient = { timeout: 90_000, interval: 50 }

/** Waits until the model service has received a model's `nth` training; others' may come at any time. */
export const received = ({ service }: Harness, modelId: number, nth = 1): Promise<ReceivedTraining> =>
  vi.waitFor(() => {
    const trainings = service.trainings.filter((training) => training.modelId === modelId)
    const training = trainings[nth - 1]
    if (!training) throw new Error(`the service has received ${trainings.length} of ${nth} trainings of this model`)
    return training
  }, patient)

/** Waits until a training is in a state, and gives the training. */
export const reached = ({ client }: { client: Client }, trainingId: number, state: TrainingState) =>
  vi.waitFor(async () => {
    const training = await client.training.get.query({ trainingId })
    expect(training.state).toBe(state)
    return training
  }, patient)

/** Starts a training of a machine that is idle, and waits until the model service works on it. */
export const begin = async (harness: Harness, { id, modelId }: { id: number; modelId: number }) => {
  const before = harness.service.trainings.filter((training) => training.modelId === modelId).length
  const trainingId = await startTraining(harness, id)
  const sent = await received(harness, modelId, before + 1)
  const { deadlineAt } = await reached(harness, trainingId, 'training')
  return { trainingId, sent, deadlineAt }
}

type Client = Harness['client']
