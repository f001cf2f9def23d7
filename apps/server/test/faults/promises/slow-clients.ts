import { setTimeout as pause } from 'node:timers/promises'
import { someCsv } from '../support/csv.ts'
import { NotTold, send } from '../support/http.ts'
import { definePromise, onStage, type Trial } from '../support/promise.ts'
import { deafListener, slowBody, slowFile, slowHeaders } from '../support/slow-client.ts'
import type { Stage } from '../support/stage.ts'
import { until } from '../support/until.ts'

interface Counts {
  slow: number
  normal: number
  seconds: number
  /** Before the slow ones come, for comparison. */
  calmS: number
  /** Within how many milliseconds 99 of 100 answers come, or twice what it takes without the slow ones, where that is measured. */
  slowestMs: number
}

export const slowClients = definePromise<Counts>({
  id: 'P14',
  promise: 'slow clients hurt only themselves',
  bugs: { 'body inside the transaction': /^a normal client was answered with 503/ },
  counts: {
    small: { slow: 60, normal: 8, seconds: 5, calmS: 1, slowestMs: Infinity },
    full: { slow: 300, normal: 50, seconds: 60, calmS: 20, slowestMs: 300 },
  },
  run: (trial, counts) =>
    onStage(trial, {}, async (stage) => {
      stage.service.reports = false
      await stage.start()
      const [machine] = await stage.createMachines(1)
      const machineId = machine?.id ?? 0
      await stage.mustUpload(machineId, someCsv(trial.random))
      const received = await until('a training is at work', () => stage.service.received[0])
      const { pathname } = new URL(received.callbackUrl)
      const url = stage.url()
      const calm = await undisturbed(stage, () => beNormal(trial, stage, counts.normal, counts.calmS))
      const kinds = [
        () => slowHeaders(url),
        () => slowBody(url, pathname),
        () => slowFile(url, machineId),
        () => deafListener(url),
      ]
      // With the bug for as long as it takes to show: until all the slow ones are heard, and others waited.
      const seconds = trial.bug === null ? counts.seconds : 60
      const beside = await undisturbed(stage, async () => {
        const slow = Array.from({ length: counts.slow }, (_, index) => kinds[index % kinds.length]?.())
        try {
          return await beNormal(trial, stage, counts.normal, seconds)
        } finally {
          for (const client of slow) client?.close()
        }
      })
      const isSlow = beside.slowestMs > Math.max(counts.slowestMs, 2 * calm.slowestMs)
      return [...calm.faults, ...beside.faults, ...(isSlow ? [`the others waited ${beside.slowestMs} ms`] : [])]
    }),
})

interface Met {
  faults: string[]
  slowestMs: number
}

/** A server that stood still for a second, with all that waited in it, tells nothing of its clients: then once more. */
const undisturbed = async (stage: Stage, meet: () => Promise<Met>): Promise<Met> => {
  for (let round = 1; ; round++) {
    await stage.loopDelay()
    const met = await meet()
    const { longest } = await stage.loopDelay()
    if (met.faults.length === 0 || longest < 1_000 || round === 5) return met
  }
}

/** What others meet meanwhile. */
const beNormal = async ({ note, bug }: Trial, stage: Stage, clients: number, seconds: number): Promise<Met> => {
  const times: number[] = []
  const faults: string[] = []
  const end = performance.now() + seconds * 1_000
  const isOver = () => performance.now() >= end || (bug !== null && faults.length > 0)
  const client = async () => {
    while (!isOver()) {
      const start = performance.now()
      try {
        const { status } = await send(stage.url(), '/machines/')
        if (status !== 200) faults.push(`a normal client was answered with ${status}`)
      } catch (error) {
        if (!(error instanceof NotTold)) throw error
        faults.push(`a normal client was not answered: ${error.message}`)
      }
      times.push(performance.now() - start)
      await pause(100)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  const sorted = times.toSorted((a, b) => a - b)
  const slowestMs = Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0)
  note(`answers in ${seconds} seconds, 99 of 100 within ms`, `${times.length}, ${slowestMs}`)
  return { faults, slowestMs }
}
