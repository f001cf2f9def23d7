import type { Courier } from '../callback/courier.ts'
import type { Job } from '../store/jobs.ts'
import { failedBody } from './callback-body.ts'
import { trainJob, type TrainJobDeps } from './train-job.ts'

export interface Runner {
  /** Takes up whatever an earlier process left. */
  start(): Promise<void>
  /** Queues a training; one of the same model that has not begun yet gives way to it and fails. */
  submit(job: Job): Promise<void>
  /** Ends and forgets every training of a model. */
  cancel(modelId: number): Promise<void>
  /** Interrupts all work; what was accepted is taken up again by the next start. */
  stop(): Promise<void>
}

interface Running {
  modelId: number
  abort: AbortController
  ended: Promise<void>
}

/** Trains one job at a time, in order, and delivers results beside that. */
export const createRunner = (deps: TrainJobDeps & { courier: Courier }): Runner => {
  const { jobs, clock, courier, log } = deps
  const waiting: Job[] = []
  const running = new Set<Running>()
  const known = new Set<number>()
  let training = false
  const stopping = new AbortController()

  const track = (modelId: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const abort = new AbortController()
    const ended = work(abort.signal)
      .catch((error: unknown) => {
        if (abort.signal.aborted) return
        log.error('job broke off', { modelId, error: error instanceof Error ? error.stack : String(error) })
      })
      .finally(() => running.delete(entry))
    const entry: Running = { modelId, abort, ended }
    running.add(entry)
    return ended
  }

  /** Work that ends may begin its delivery meanwhile, so this goes on until nothing is left. */
  const interrupt = async (which: (entry: Running) => boolean, reason: string): Promise<void> => {
    for (let found = [...running].filter(which); found.length > 0; found = [...running].filter(which)) {
      for (const { abort } of found) abort.abort(new Error(reason))
      await Promise.all(found.map(({ ended }) => ended))
    }
  }

  const deliver = (job: Job, { body, at }: { body: string; at: number }): void => {
    if (stopping.signal.aborted) return
    void track(job.modelId, async (signal) => {
      const message = { modelId: job.modelId, url: job.callbackUrl, body, since: at }
      const delivered = await courier.deliver(message, signal)
      if (!delivered) log.error('callback given up', { modelId: job.modelId })
      await jobs.remove(job)
    })
  }

  const run = async (job: Job, signal: AbortSignal): Promise<void> => {
    log.info('training begins', { modelId: job.modelId, job: job.sequence })
    const ended = await trainJob(job, deps, signal)
    log.info('training ended', { modelId: job.modelId, job: job.sequence })
    if (ended.outcome) deliver(ended, ended.outcome)
  }

  const pump = async (): Promise<void> => {
    if (training || stopping.signal.aborted) return
    training = true
    try {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        const next = job
        await track(next.modelId, (signal) => run(next, signal))
      }
    } finally {
      training = false
    }
  }

  const giveWay = async (older: Job): Promise<void> => {
    const body = failedBody(older.modelId, 'A newer training of the same model took its place.')
    const ended = { ...older, outcome: { body, at: clock.now() } }
    await jobs.save(ended)
    await jobs.dropCsv(ended)
    deliver(ended, ended.outcome)
  }

  const takeWaiting = (modelId: number): Job[] => {
    const taken = waiting.filter((job) => job.modelId === modelId)
    waiting.splice(0, waiting.length, ...waiting.filter((job) => job.modelId !== modelId))
    return taken
  }

  const submit = async (job: Job): Promise<void> => {
    // Accepted while the jobs of an earlier process were read, it comes from both sides.
    if (known.has(job.sequence)) return
    known.add(job.sequence)
    const older = takeWaiting(job.modelId)
    waiting.push(job)
    void pump()
    for (const each of older) await giveWay(each)
  }

  return {
    async start() {
      for (const job of await jobs.list()) {
        if (!job.outcome) await submit(job)
        else if (!known.has(job.sequence)) deliver(job, job.outcome)
      }
    },
    submit,
    async cancel(modelId) {
      const dropped = takeWaiting(modelId)
      await interrupt((entry) => entry.modelId === modelId, 'The model was deleted')
      const left = (await jobs.list()).filter((job) => job.modelId === modelId)
      await Promise.all([...dropped, ...left].map((job) => jobs.remove(job)))
    },
    async stop() {
      stopping.abort()
      waiting.length = 0
      await interrupt(() => true, 'The service stops')
    },
  }
}
