import { Hono } from 'hono'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'
import { mountHealth } from './health.ts'
import { requestLog } from './log.ts'
import { mountMachines } from './machines.ts'
import { onError } from './on-error.ts'
import { mountOpenApi } from './openapi.ts'
import { mountPanel } from './panel.ts'
import { allowHosts, allowOrigins, crossOrigin, securityHeaders } from './protect.ts'
import { mountRanking } from './ranking.ts'
import { endConnectionsWhenStopping, turnAwayWhenStopping } from './stopping.ts'
import { mountTrain } from './train.ts'
import { mountTrpc } from './trpc.ts'
import { mountWebhook } from './webhook.ts'

/** Builds the app; listening is the process's business. The order of what is mounted is policy. */
export const createApp = (deps: Deps): Hono<Env> => {
  // Not strict: old callers come with and without the trailing slash, and a redirect would lose their POST.
  const app = new Hono<Env>({ strict: false })
  app.use(async (c, next) => {
    c.set('deps', deps)
    await next()
  })
  app.use(requestLog, endConnectionsWhenStopping, securityHeaders, allowHosts)
  app.use(crossOrigin(deps.settings.corsOrigins), allowOrigins, turnAwayWhenStopping)
  mountHealth(app, deps)
  mountOpenApi(app)
  mountMachines(app)
  mountTrain(app)
  mountRanking(app)
  mountWebhook(app)
  mountTrpc(app)
  if (deps.settings.panelFolder !== null) mountPanel(app, deps.settings.panelFolder)
  app.onError(onError)
  app.notFound((c) => c.json({ detail: 'Not Found' }, 404))
  return app
}
