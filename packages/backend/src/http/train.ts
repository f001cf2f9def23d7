import { limits, safeText } from '@alavanca/contract'
import type { Context, Hono } from 'hono'
import { addDataset } from '../features/datasets/add.ts'
import { getMachine } from '../features/machines/get.ts'
import { startTrainingWithFile } from '../features/training/start-with-file.ts'
import type { Env } from './env.ts'
import { route } from './methods.ts'
import { queryText, readAll, readMachineId, readQuery } from './query.ts'
import { receiveUpload } from './upload.ts'

/** Length and text only: whether the column is there is the file's to say. */
const target = safeText.max(limits.columnNameLength)

const receive = (c: Context<Env>) => {
  const { files, settings } = c.get('deps')
  return receiveUpload(c.env.incoming, { files, maxBytes: settings.maxUploadBytes })
}

export const mountTrain = (app: Hono<Env>): void => {
  route(app, '/train', {
    POST: async (c) => {
      const ctx = c.get('deps')
      const [machineId, targetColumn] = readAll(
        () => readMachineId(queryText(c.req.url, 'machine_id'), 'query'),
        () => readQuery(c.req.url, 'target_column', target),
      )
      await getMachine({ ctx, input: { machineId } })
      await using upload = await receive(c)
      const training = await startTrainingWithFile({ ctx, input: { machineId, target: targetColumn, upload } })
      return c.json({
        message: 'Training started',
        training_id: training.id,
        machine_id: machineId,
        dataset_id: training.datasetId,
        target_column: training.target,
        status: training.state,
      })
    },
  })
  route(app, '/datasets', {
    POST: async (c) => {
      const ctx = c.get('deps')
      const machineId = readMachineId(queryText(c.req.url, 'machine_id'), 'query')
      await getMachine({ ctx, input: { machineId } })
      await using upload = await receive(c)
      return c.json(await addDataset({ ctx, input: { machineId, upload } }), 201)
    },
  })
}
