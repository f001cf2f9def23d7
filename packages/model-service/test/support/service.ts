import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { createModelServiceClient, type ModelServiceClient } from '../../src/client/index.ts'
import { type Analyser, createModelService, type ModelServiceDeps, systemClock } from '../../src/server/index.ts'
import { createThreadAnalyser } from '../../src/server/training/thread-analyser.ts'

export interface LogLine {
  message: string
  fields: Record<string, unknown> | undefined
}

/** Our service on a real port, with delays short enough to wait for; stopping it is what a SIGTERM does. */
export const startService = async (dataDir: string, deps: Partial<ModelServiceDeps> = {}) => {
  const lines: LogLine[] = []
  const log = (message: string, fields?: Record<string, unknown>): void => void lines.push({ message, fields })
  const service = await createModelService({
    dataDir,
    log: { info: log, warn: log, error: log },
    clock: systemClock,
    random: () => 0.5,
    newId: randomUUID,
    backoff: { first: 10, longest: 50 },
    progressInterval: 20,
    ...deps,
  })
  service.server.listen(0, '127.0.0.1')
  await once(service.server, 'listening')
  await service.start()
  const url = `http://127.0.0.1:${(service.server.address() as AddressInfo).port}`
  return {
    url,
    lines,
    client: createModelServiceClient({ baseUrl: url }),
    async [Symbol.asyncDispose]() {
      const closed = once(service.server, 'close')
      service.server.close()
      service.server.closeAllConnections()
      await Promise.all([closed, service.stop()])
    },
  }
}

const worker = new URL('../../src/server/training/worker.ts', import.meta.url)

const abortedBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

/**
 * The real analysis, which does not go on before somebody has heard that it boosts. A report that comes while another is
 * on its way is left out, so it is made until then.
 */
export const heardAnalyser = (untilHeard: () => Promise<unknown>): Analyser => {
  const analyse = createThreadAnalyser({ worker, seed: 0 })
  return async (csvPath, target, { signal, onProgress }) => {
    let isHeard = false
    const heard = untilHeard().finally(() => {
      isHeard = true
    })
    let boosting = () => {}
    const result = await analyse(csvPath, target, {
      signal,
      onProgress: (report) => {
        if (report.stage === 'boosting') boosting = () => onProgress(report)
        if (isHeard || report.stage === 'boosting' || report.stage === 'reading') onProgress(report)
      },
    })
    const again = setInterval(() => boosting(), 20)
    await Promise.race([heard, abortedBy(signal)]).finally(() => clearInterval(again))
    return result
  }
}

export const concrete = path.join(import.meta.dirname, '../fixtures/concrete.csv')

export interface Sent {
  callbackUrl: string
  targetColumn?: string
}

/** Creates a model and sends it the concrete data. */
export const trainConcrete = async (client: ModelServiceClient, sent: Sent): Promise<number> => {
  const { modelId } = await client.createModel('Betoneira 1')
  const file = createReadStream(concrete)
  const { size } = await import('node:fs/promises').then(({ stat }) => stat(concrete))
  await client.train({
    modelId,
    targetColumn: 'compressive_strength',
    fileName: 'concrete.csv',
    file,
    bytes: size,
    ...sent,
  })
  return modelId
}

/** Sends text as the CSV of a training. */
export const trainText = async (
  client: ModelServiceClient,
  { modelId, text, ...sent }: Sent & { modelId: number; text: string | Uint8Array },
): Promise<void> => {
  const content = Buffer.from(text)
  const file = (async function* () {
    yield content
  })()
  await client.train({ modelId, targetColumn: 'y', fileName: 'x.csv', file, bytes: content.length, ...sent })
}
