import type { Hono } from 'hono'
import { verbatimRanking } from '../features/ranking/verbatim.ts'
import { AppError } from '../errors.ts'
import type { Env } from './env.ts'
import { route } from './methods.ts'
import { queryText, readMachineId } from './query.ts'

export const mountRanking = (app: Hono<Env>): void => {
  route(app, '/ranking', {
    GET: async (c) => {
      const text = queryText(c.req.url, 'machine_id')
      // Old callers may leave it out: no machine, no ranking.
      if (text === undefined) throw new AppError('ranking_not_found', 'Ranking not found')
      const body = await verbatimRanking({ ctx: c.get('deps'), input: { machineId: readMachineId(text, 'query') } })
      return c.body(body, 200, { 'Content-Type': 'application/json' })
    },
  })
}
