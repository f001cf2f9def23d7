import { z } from 'zod'
import { dataset, id, machineName } from './entities.ts'
import { machineStatus } from './states.ts'

/** Bodies of the REST routes that old callers use; names and shapes are theirs. */

export const restMachine = z.object({
  id: z.int(),
  machine_name: z.string(),
  status: machineStatus,
  model_id: z.int(),
})
export type RestMachine = z.infer<typeof restMachine>

export const restMachineCreate = z.object({ machine_name: machineName })

export const restDeleted = z.object({ status: z.literal('deleted') })

export const restTrainingStarted = z.object({
  message: z.literal('Training started'),
  training_id: id,
  machine_id: id,
  dataset_id: id,
  target_column: z.string(),
  status: z.string(),
})
export type RestTrainingStarted = z.infer<typeof restTrainingStarted>

export const restRanking = z.object({
  ranking: z.array(z.looseObject({ feature: z.string() })),
  metrics: z.looseObject({}).nullable(),
})

export const restCallbackAnswer = z.object({
  message: z.string(),
  model_id: z.int(),
  status: z.string(),
})

export const restError = z.object({ detail: z.string() })

/** FastAPI's body of a 422. */
export const restValidationError = z.object({
  detail: z.array(
    z.object({
      loc: z.array(z.union([z.string(), z.int()])),
      msg: z.string(),
      type: z.string(),
    }),
  ),
})
export type RestValidationError = z.infer<typeof restValidationError>

/** Answer of `POST /datasets?machine_id=`: the stored data set, its dates as ISO 8601 text. */
export const restDataset = dataset.extend({ createdAt: z.coerce.date(), removedAt: z.coerce.date().nullable() })
