import { expect, test } from 'vitest'
import { createProgressReporter } from './progress.ts'

/** A reporter whose posts wait to be answered. */
const reporter = () => {
  const posted: unknown[] = []
  let now = 0
  let answer: ((status: number) => void) | undefined
  const clock = { now: () => now, sleep: () => Promise.resolve() }
  const post = (_: string, body: string, signal: AbortSignal): Promise<number> => {
    posted.push(JSON.parse(body))
    return new Promise((resolve, reject) => {
      answer = resolve
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  const reports = createProgressReporter({ post, clock, interval: 1_000 }, { modelId: 4, url: 'http://x/' })
  return {
    posted,
    close: () => reports.close(),
    at: (time: number, progress: number, stage: string): void => {
      now = time
      reports.report({ progress, stage })
    },
    answered: async (status: number): Promise<void> => {
      answer?.(status)
      await new Promise(setImmediate)
    },
  }
}

test('reports are sent one at a time and no more than once per interval, a new stage at once', async () => {
  const { posted, at, answered } = reporter()
  at(0, 0, 'reading')
  at(1, 0.01, 'boosting')
  await answered(200)
  at(2, 0.1234567, 'boosting')
  await answered(500)
  at(500, 0.2, 'boosting')
  at(1_002, 0.3, 'boosting')
  expect(posted).toEqual([
    { model_id: 4, status: 'training', progress: 0, stage: 'reading' },
    { model_id: 4, status: 'training', progress: 0.123, stage: 'boosting' },
    { model_id: 4, status: 'training', progress: 0.3, stage: 'boosting' },
  ])
})

test('a refusal ends it', async () => {
  const { posted, at, answered } = reporter()
  at(0, 0, 'reading')
  await answered(401)
  at(5_000, 0.5, 'boosting')
  expect(posted).toHaveLength(1)
})

test('closing cuts a post that hangs, and lets none follow', async () => {
  const { posted, at, close } = reporter()
  at(0, 0, 'reading')
  await close()
  at(5_000, 0.5, 'boosting')
  expect(posted).toHaveLength(1)
})
