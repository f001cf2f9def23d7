import { limits, safeText, type Dataset, type RestTrainingStarted, type Training } from '@alavanca/contract'
import type { Context, Hono } from 'hono'
import { addDataset } from '../features/datasets/add.ts'
import { getMachine } from '../features/machines/get.ts'
import { startTrainingWithFile } from '../features/training/start-with-file.ts'
import type { Env } from './env.ts'
import { route } from './methods.ts'
import { sendAnswer, turnOf } from './once.ts'
import { queryText, readAll, readMachineId, readQuery } from './query.ts'
import { receiveUpload } from './upload.ts'

/** Length and text only: whether the column is there is the file's to say. */
const target = safeText.max(limits.columnNameLength)

const receive = (c: Context<Env>) => {
  const { files, metrics, settings } = c.get('deps')
  return receiveUpload(c.env.incoming, { files, maxBytes: settings.maxUploadBytes, onBytes: metrics.received })
}

const toStarted = ({ id, machineId, datasetId, target: column, state }: Training): RestTrainingStarted => ({
  message: 'Training started',
  training_id: id,
  machine_id: machineId,
  dataset_id: datasetId,
  target_column: column,
  status: state,
})

export const mountTrain = (app: Hono<Env>): void => {
  route(app, '/train', {
    POST: async (c) => {
      const ctx = c.get('deps')
      const [machineId, targetColumn] = readAll(
        () => readMachineId(queryText(c.req.url, 'machine_id'), 'query'),
        () => readQuery(c.req.url, 'target_column', target),
      )
      await getMachine({ ctx, input: { machineId } })
      await using turn = await turnOf(c, 'POST /train')
      await using upload = await receive(c)
      const answer = await turn.answer<Training>({
        asks: [machineId, targetColumn, upload.sha256],
        status: 200,
        act: (keep) => startTrainingWithFile({ ctx, input: { machineId, target: targetColumn, upload, keep } }),
        toBody: toStarted,
      })
      return sendAnswer(c, answer)
    },
  })
  route(app, '/datasets', {
    POST: async (c) => {
      const ctx = c.get('deps')
      const machineId = readMachineId(queryText(c.req.url, 'machine_id'), 'query')
      await getMachine({ ctx, input: { machineId } })
      await using turn = await turnOf(c, 'POST /datasets')
      await using upload = await receive(c)
      const answer = await turn.answer<Dataset>({
        asks: [machineId, upload.sha256],
        status: 201,
        act: (keep) => addDataset({ ctx, input: { machineId, upload, keep } }),
        toBody: (dataset) => dataset,
      })
      return sendAnswer(c, answer)
    },
  })
}
