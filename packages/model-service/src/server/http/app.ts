import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Logger } from '../log.ts'
import type { JobStore } from '../store/jobs.ts'
import type { ModelStore } from '../store/models.ts'
import type { Runner } from '../training/runner.ts'
import { pathModelId, query } from './parameters.ts'
import { Problem } from './problem.ts'
import { receiveUpload, type UploadLimits } from './upload.ts'

export interface AppDeps {
  models: ModelStore
  jobs: JobStore
  runner: Pick<Runner, 'submit' | 'cancel'>
  newId: () => string
  upload: UploadLimits
  log: Logger
}

export type ModelServiceApp = Hono<{ Bindings: HttpBindings }>

const requireModel = async (models: ModelStore, id: number): Promise<void> => {
  if (!(await models.has(id))) throw new Problem(404, `There is no model ${id}.`)
}

const addRoutes = (app: ModelServiceApp, { models, jobs, runner, newId, upload }: AppDeps): void => {
  app.get('/healthz', (c) => c.json({ status: 'ok' }))

  app.post('/models', async (c) => {
    const name = query(c, 'model_name')
    return c.json({ model_id: await models.create(name), model_name: name })
  })

  app.delete('/models/:id', async (c) => {
    const id = pathModelId(c)
    await requireModel(models, id)
    await runner.cancel(id)
    await models.remove(id)
    return c.json({ status: 'deleted' })
  })

  app.post('/train', async (c) => {
    const modelId = query(c, 'model_id')
    const job = { modelId, callbackUrl: query(c, 'url'), targetColumn: query(c, 'target_column') }
    await requireModel(models, modelId)
    const uploaded = jobs.uploadPath(newId())
    await receiveUpload(c.env.incoming, uploaded, upload)
    // It may have been deleted while its file came in.
    await requireModel(models, modelId)
    await runner.submit(await jobs.accept(job, uploaded))
    return c.json({ message: 'Training started', model_id: modelId })
  })

  app.get('/ranking', async (c) => {
    const modelId = query(c, 'model_id')
    await requireModel(models, modelId)
    const ranking = await models.findRanking(modelId)
    if (ranking === undefined) throw new Problem(404, `Model ${modelId} has no ranking yet.`)
    return c.body(ranking, 200, { 'content-type': 'application/json' })
  })
}

/** The HTTP face, without side effects; with and without a slash at the end of a path. */
export const createApp = (deps: AppDeps): ModelServiceApp => {
  const app: ModelServiceApp = new Hono<{ Bindings: HttpBindings }>({ strict: false })
  app.use(async (c, next) => {
    // No page has business here: a browser would be a foreign page reaching for a loopback port.
    if (c.req.header('origin') ?? c.req.header('sec-fetch-site')) throw new Problem(403, 'Browsers are not served.')
    await next()
  })
  addRoutes(app, deps)
  app.notFound((c) => c.json({ error: 'Not Found' }, 404))
  app.onError((error, c) => {
    if (error instanceof Problem) return c.json({ error: error.message }, error.status)
    deps.log.error('request failed', { path: c.req.path, error: error.stack })
    return c.json({ error: 'Internal error' }, 500)
  })
  return app
}
