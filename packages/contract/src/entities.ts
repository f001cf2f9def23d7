import { z } from 'zod'
import { failureCode } from './errors.ts'
import { limits } from './limits.ts'
import { machineStatus, trainingState } from './states.ts'
import { safeName } from './text.ts'
import { directionCode } from './wire.ts'

/** PostgreSQL `integer` identity: larger numbers would be SQLSTATE 22003. */
export const id = z.int().min(1).max(2_147_483_647)

/** Fields of a foreign object that we do not know, each as JSON text; a list because names come from outside. */
export const extraFields = z.array(z.object({ name: z.string(), json: z.string() }))
export type ExtraFields = z.infer<typeof extraFields>

export const machineName = safeName(limits.machineNameLength)

/** Quality on rows the model has not seen. `mae` and `rmse` are in the target's unit, `nTrain` and `nTest` in rows. */
export const metrics = z.object({
  r2: z.number().nullable(),
  mae: z.number().nullable(),
  rmse: z.number().nullable(),
  nTrain: z.number().nullable(),
  nTest: z.number().nullable(),
  nFeatures: z.number().nullable(),
  date: z.date().nullable(),
  extra: extraFields,
})
export type Metrics = z.infer<typeof metrics>

export const machine = z.object({
  id,
  name: z.string(),
  modelId: z.int(),
  status: machineStatus,
  createdAt: z.date(),
  /** The machine's latest training that was not cancelled. */
  latestTraining: z
    .object({
      id,
      state: trainingState,
      target: z.string(),
      /** As in a training: 0–1, null where the model service reports none. */
      progress: z.number().nullable(),
      createdAt: z.date(),
    })
    .nullable(),
  /** The last completed training: what the ranking shown belongs to. */
  lastResult: z
    .object({
      trainingId: id,
      target: z.string(),
      r2: z.number().nullable(),
      leadingFeature: z.string().nullable(),
      finishedAt: z.date(),
    })
    .nullable(),
})
export type Machine = z.infer<typeof machine>

export const columnKinds = ['numeric', 'categorical', 'empty'] as const

export const datasetColumn = z.object({
  name: z.string(),
  kind: z.enum(columnKinds),
  /** Cells without a value. */
  missing: z.int(),
  /** Different values, counted up to a cap; `distinctCapped` says that there are more. */
  distinct: z.int(),
  distinctCapped: z.boolean(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  /** Population standard deviation of the numeric cells; null too where a version that did not measure it read the file. */
  sd: z.number().nullable().default(null),
})
export type DatasetColumn = z.infer<typeof datasetColumn>

export const dataset = z.object({
  id,
  machineId: id,
  /** As the sender named it: display text, never a path. */
  fileName: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  rows: z.int(),
  encoding: z.string(),
  delimiter: z.string(),
  decimalMark: z.string(),
  columns: z.array(datasetColumn),
  createdAt: z.date(),
  /** When its file was removed, after the time that files are kept; what is known of it stays. */
  removedAt: z.date().nullable(),
})
export type Dataset = z.infer<typeof dataset>

export const training = z.object({
  id,
  machineId: id,
  datasetId: id,
  fileName: z.string(),
  rows: z.int(),
  target: z.string(),
  state: trainingState,
  /** Done share as the model service reports it, 0–1; old services report none. */
  progress: z.number().nullable(),
  stage: z.string().nullable(),
  /** The training this one repeats. */
  retryOf: id.nullable(),
  /** Times the file was sent to the model service. */
  attempts: z.int(),
  /** When the next attempt is due, while the model service cannot be reached. */
  nextAttemptAt: z.date().nullable(),
  createdAt: z.date(),
  sentAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  deadlineAt: z.date().nullable(),
  failure: z.object({ code: failureCode, message: z.string() }).nullable(),
  metrics: metrics.nullable(),
})
export type Training = z.infer<typeof training>

export const rankingEntry = z.object({
  /** 1 is the most influential. */
  position: z.int(),
  feature: z.string(),
  /** `scoreFinal` divided by the sum over all variables, 0–1. */
  share: z.number(),
  scoreFinal: z.number(),
  importanceShapMeanAbs: z.number(),
  importanceNative: z.number().nullable(),
  shapNorm: z.number().nullable(),
  nativeNorm: z.number().nullable(),
  /** As received from the model service. */
  direction: z.string().nullable(),
  directionCode: directionCode.nullable(),
  extra: extraFields,
})
export type RankingEntry = z.infer<typeof rankingEntry>

export const ranking = z.object({
  machineId: id,
  trainingId: id,
  target: z.string(),
  fileName: z.string(),
  rows: z.int(),
  finishedAt: z.date(),
  metrics: metrics.nullable(),
  entries: z.array(rankingEntry),
})
export type Ranking = z.infer<typeof ranking>

/** Keyset page: `nextCursor` is opaque, and null on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** A page of machines, and how many there are on all pages. */
export const machinePage = page(machine).extend({ total: z.int() })
export type MachinePage = z.infer<typeof machinePage>

export const changeKinds = ['machine_created', 'machine_renamed', 'machine_deleted', 'training', 'reset'] as const

/**
 * One event of the live stream. `training` carries the state it reached; `reset` says that events were missed and
 * everything shown must be read again.
 */
export const change = z.object({
  kind: z.enum(changeKinds),
  machineId: id.nullable(),
  training: z
    .object({
      id,
      state: trainingState,
      progress: z.number().nullable(),
      stage: z.string().nullable(),
    })
    .nullable(),
  at: z.date(),
})
export type Change = z.infer<typeof change>
