import { z } from 'zod'
import { id, machineName } from './entities.ts'
import { limits } from './limits.ts'
import { machineStatus } from './states.ts'
import { safeText } from './text.ts'

const cursor = z.string().max(200).nullish()
const pageSize = z.int().min(1).max(limits.pageSize)

export const listMachinesInput = z.object({
  /** Part of a name; case and accents do not matter. */
  search: safeText.max(255).optional(),
  status: machineStatus.optional(),
  cursor,
  limit: pageSize.default(25),
})
export type ListMachinesInput = z.infer<typeof listMachinesInput>

export const machineInput = z.object({ machineId: id })
export const createMachineInput = z.object({ name: machineName })
export const renameMachineInput = z.object({ machineId: id, name: machineName })

/** Exactly as it stands in the file's header, spaces and all. */
export const targetColumn = safeText.min(1).max(limits.columnNameLength)

export const startTrainingInput = z.object({ datasetId: id, target: targetColumn })
export type StartTrainingInput = z.infer<typeof startTrainingInput>
export const trainingInput = z.object({ trainingId: id })
export const listTrainingsInput = z.object({ machineId: id, cursor, limit: pageSize.default(25) })
export type ListTrainingsInput = z.infer<typeof listTrainingsInput>

export const datasetInput = z.object({ datasetId: id })

export const changesInput = z
  .object({
    /** Set by the client library on a reconnect: the id of the last event it received. */
    lastEventId: z
      .string()
      .regex(/^\d{1,19}$/)
      .nullish(),
  })
  .optional()
