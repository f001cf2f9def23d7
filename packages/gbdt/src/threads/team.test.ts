import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { createControl, dismiss, serve, together } from './team.ts'

it('does every task once, in any order', () => {
  const seen: number[] = []
  const team = together(createControl(), { do: (kind, k) => seen.push(kind * 100 + k) })
  team.run(1, 5)
  team.run(2, 1)
  expect(seen.toSorted((a, b) => a - b)).toEqual([100, 101, 102, 103, 104, 200])
})

it('goes home at once when the work is over before it came', () => {
  const control = createControl()
  dismiss(control)
  expect(() => serve(control, { do: () => expect.unreachable() })).not.toThrow()
})

it('fails where a helper fails, instead of waiting for it', async () => {
  const control = createControl()
  const arrived = new Int32Array(new SharedArrayBuffer(4))
  const source = `
    const { workerData } = require('node:worker_threads')
    import(workerData.team).then(({ serve }) => serve(workerData.control, { do() {
      Atomics.store(workerData.arrived, 0, 1)
      Atomics.notify(workerData.arrived, 0)
      throw new Error('out of luck')
    } }))`
  const workerData = { team: new URL('team.ts', import.meta.url).href, control, arrived }
  const worker = new Worker(source, { eval: true, workerData })
  const ended = new Promise((resolve) => worker.once('error', resolve))
  // Holds its own task until the helper has taken one.
  const team = together(control, { do: () => void Atomics.wait(arrived, 0, 0) })
  expect(() => team.run(0, 2)).toThrow('a helper thread failed')
  expect(await ended).toMatchObject({ message: 'out of luck' })
})
