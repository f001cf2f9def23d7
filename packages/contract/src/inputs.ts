import { z } from 'zod'
import { id, machineName } from './entities.ts'
import { limits } from './limits.ts'
import { machineStatus } from './states.ts'
import { safeText } from './text.ts'

/** The longest hold a machine's name as it is sorted by: 255 code points, up to 12 bytes each once decomposed. */
const cursor = z.string().max(5_000).nullish()
const pageSize = z.int().min(1).max(limits.pageSize)

/**
 * Orders of a list of machines: the newest first; by name, case and accents aside; by what asks for attention (failed,
 * running, queued, done, without analysis); by the last result, the latest first. Equals: the newest first, or by name
 * the oldest.
 */
export const machineSorts = ['newest', 'name', 'status', 'result'] as const
export const machineSort = z.enum(machineSorts)
export type MachineSort = z.infer<typeof machineSort>

export const listMachinesInput = z
  .object({
    /** Part of a name; case and accents do not matter. */
    search: safeText.max(255).optional(),
    status: machineStatus.optional(),
    sort: machineSort.default('newest'),
    /** Continues after a page of the same search, status and sort; what is added meanwhile moves nothing. */
    cursor,
    /** For numbered pages: so many machines are passed over. Not together with `cursor`. */
    offset: z.int().min(0).max(1_000_000).default(0),
    limit: pageSize.default(25),
  })
  .refine(({ cursor: after, offset }) => !after || offset === 0, {
    path: ['offset'],
    message: 'A cursor says where to go on; send either it or an offset',
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

/** What a client names a request by, so that it can send it again without having its effect twice. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')

/** The callbacks and attempts of a training, the latest first. */
export const trainingLogInput = z.object({ trainingId: id, cursor, limit: pageSize.default(25) })
export type TrainingLogInput = z.infer<typeof trainingLogInput>

export const datasetInput = z.object({ datasetId: id })
export const listDatasetsInput = z.object({
  machineId: id,
  /** Only files with these very bytes: SHA-256, hexadecimal, of a file that may have been sent before. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  cursor,
  limit: pageSize.default(25),
})
export type ListDatasetsInput = z.infer<typeof listDatasetsInput>

export const changesInput = z
  .object({
    /** Set by the client library on a reconnect: the id of the last event it received. */
    lastEventId: z
      .string()
      .regex(/^\d{1,19}$/)
      .nullish(),
  })
  .optional()
