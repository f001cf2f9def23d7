import { existsSync, readFileSync } from 'node:fs'
import { uploadBig } from '../support/big-upload.ts'
import { definePromise, onStage } from '../support/promise.ts'
import type { Stage } from '../support/stage.ts'
import { until } from '../support/until.ts'

interface Counts {
  /** One with its length announced, one without. */
  bytes: number
  together: number
  bytesTogether: number
  /** Zeros are not read as a CSV, which takes its time. */
  filler: 'csv' | 'nothing'
}

const MB = 1024 ** 2
const limitMb = 400

export const memory = definePromise<Counts>({
  id: 'P8',
  promise: `the server process stays under ${limitMb} MB, however large what it is sent`,
  bugs: { 'upload in memory': /^the server held \d+ MB/ },
  counts: {
    small: { bytes: 100 * MB, together: 2, bytesTogether: 100 * MB, filler: 'nothing' },
    full: { bytes: 5_000 * MB, together: 10, bytesTogether: 1_000 * MB, filler: 'csv' },
  },
  run: (trial, { bytes, together, bytesTogether, filler }) =>
    onStage(trial, {}, async (stage) => {
      // The model service is told of none: its own memory is another matter.
      stage.service.reports = false
      await stage.start()
      const machineIds = (await stage.createMachines(together + 2)).map(({ id }) => id)
      trial.note('MB held before', peakMb(stage))
      const faults: string[] = []
      const upload = async (machineId: number, size: number, chunked: boolean): Promise<void> => {
        const { status, text } = await uploadBig(stage.url(), { machineId, bytes: size, chunked, filler })
        if (status !== (filler === 'csv' ? 200 : 400))
          faults.push(`an upload of ${size} bytes was answered with ${status}: ${text}`)
      }
      const [sized = 0, chunked = 0, ...others] = machineIds
      const started = performance.now()
      await upload(sized, bytes, false)
      const seconds = (performance.now() - started) / 1_000
      trial.note('MB a second, alone', (bytes / MB / seconds).toFixed(0))
      await upload(chunked, bytes, true)
      await Promise.all(others.map((machineId) => upload(machineId, bytesTogether, false)))
      // Sending them on takes memory too.
      const sent = faults.length > 0 || filler === 'nothing' ? 0 : machineIds.length
      const { received } = stage.service
      await until('the model service has all files', () => (received.length >= sent ? true : undefined), 600_000)
      const peak = peakMb(stage)
      trial.note('most MB held', peak)
      return peak > limitMb ? [...faults, `the server held ${peak} MB`] : faults
    }),
})

/** The most that the process ever held; 0 where the system does not tell. */
const peakMb = (stage: Stage): number => {
  const file = `/proc/${stage.server().child.pid}/status`
  if (!existsSync(file)) return 0
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1_024)
}
