import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { patient } from './patient.ts'

/** The shortest way to a state that a story begins with: the routes that programs use. */

export const concrete = readFileSync(new URL('../fixtures/concrete.csv', import.meta.url))

const answerOf = async <Body>(response: Response): Promise<Body> => {
  if (!response.ok) throw new Error(`${response.url} was answered with ${response.status}: ${await response.text()}`)
  return (await response.json()) as Body
}

export const makeMachine = async (url: string, name: string): Promise<number> => {
  const response = await fetch(`${url}/machines/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ machine_name: name }),
  })
  return (await answerOf<{ id: number }>(response)).id
}

interface Sent {
  target?: string
  content?: string | Uint8Array<ArrayBuffer>
  fileName?: string
}

/** Sends a file and starts its training; by default the concrete sample. */
export const startTraining = async (
  url: string,
  machineId: number,
  { target = 'compressive_strength', content = concrete, fileName = 'concrete.csv' }: Sent = {},
): Promise<number> => {
  const body = new FormData()
  body.append('file', new Blob([content], { type: 'text/csv' }), fileName)
  const address = `${url}/train/?machine_id=${machineId}&target_column=${encodeURIComponent(target)}`
  return (await answerOf<{ training_id: number }>(await fetch(address, { method: 'POST', body }))).training_id
}

export const statusOf = async (url: string, machineId: number): Promise<string> =>
  (await answerOf<{ status: string }>(await fetch(`${url}/machines/${machineId}`))).status

/** Waits until nothing is under way on a machine. */
export const settled = async (url: string, machineId: number): Promise<string> => {
  const deadline = performance.now() + patient.timeout
  while (performance.now() < deadline) {
    const status = await statusOf(url, machineId)
    if (status === 'completed' || status === 'failed') return status
    await pause(20)
  }
  throw new Error(`machine ${machineId} is still under way`)
}
