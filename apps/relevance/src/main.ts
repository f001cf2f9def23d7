import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { createModelService, type ModelService, systemClock } from '@alavanca/model-service'
import { readEnv } from './env.ts'
import { createLogger } from './logger.ts'
import { startFailure } from './sentence.ts'

/** Requests that are being answered get this long to end, ms. */
const drainTime = 10_000

const drain = async (service: ModelService): Promise<void> => {
  const { server } = service
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), drainTime).unref()
  await Promise.all([closed, service.stop()])
}

const start = async (): Promise<void> => {
  const env = readEnv()
  const log = createLogger(
    env.LOG_LEVEL,
    (line) => process.stdout.write(line),
    () => new Date(),
  )
  const dataDir = path.resolve(env.DATA_DIR)
  const signingKey = env.WEBHOOK_SIGNING_SECRET?.[0]
  const deps = { dataDir, log, clock: systemClock, random: Math.random, newId: randomUUID, signingKey }
  const service = await createModelService(deps)
  service.server.listen(env.PORT, env.HOST)
  await once(service.server, 'listening')
  const { port } = service.server.address() as AddressInfo

  let leaving = false
  const leave = (signal: string): void => {
    if (leaving) return
    leaving = true
    log.info('draining', { signal })
    void drain(service).then(() => process.exit(0))
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
  await service.start()
  log.info('listening', { host: env.HOST, port })
  process.send?.({ type: 'listening', port })
}

// The parent is gone, perhaps by a kill that left it no time: what was accepted is on disk.
// Not by `exit`, which would wait for the training's thread.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

// Nobody reads the log any more; the work goes on.
process.stdout.on('error', () => {})

try {
  await start()
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`)
  process.exit(1)
}
