import { restMachineCreate, type Machine, type RestMachine } from '@alavanca/contract'
import type { Hono } from 'hono'
import { createMachine } from '../features/machines/create.ts'
import { getMachine } from '../features/machines/get.ts'
import { listEveryMachine } from '../features/machines/list.ts'
import { removeMachine } from '../features/machines/remove.ts'
import { parseInput } from '../invalid-input.ts'
import type { Env } from './env.ts'
import { route } from './methods.ts'
import { sendAnswer, turnOf } from './once.ts'
import { readMachineId } from './query.ts'
import { readJson } from './read-body.ts'

const bodyLimit = 64 * 1024

const toRest = ({ id, name, status, modelId }: Machine): RestMachine => ({
  id,
  machine_name: name,
  status,
  model_id: modelId,
})

export const mountMachines = (app: Hono<Env>): void => {
  route(app, '/machines', {
    GET: async (c) => c.json((await listEveryMachine({ ctx: c.get('deps') })).map(toRest)),
    POST: async (c) => {
      const { machine_name: name } = parseInput(restMachineCreate, await readJson(c.req.raw, bodyLimit), ['body'])
      await using turn = await turnOf(c, 'POST /machines')
      const answer = await turn.answer<Machine>({
        asks: [name],
        status: 200,
        act: (keep) => createMachine({ ctx: c.get('deps'), input: { name, keep } }),
        toBody: toRest,
      })
      return sendAnswer(c, answer)
    },
  })
  route(app, '/machines/:machine_id', {
    GET: async (c) => {
      const machineId = readMachineId(c.req.param('machine_id'), 'path')
      return c.json(toRest(await getMachine({ ctx: c.get('deps'), input: { machineId } })))
    },
    DELETE: async (c) => {
      const machineId = readMachineId(c.req.param('machine_id'), 'path')
      await removeMachine({ ctx: c.get('deps'), input: { machineId } })
      return c.json({ status: 'deleted' })
    },
  })
}
