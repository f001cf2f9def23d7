import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { createModelServiceClient, type ModelServiceClient } from '../../src/client/index.ts'
import { createModelService, type ModelServiceDeps, systemClock } from '../../src/server/index.ts'

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
