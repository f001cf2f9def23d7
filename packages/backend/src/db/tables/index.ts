import type { PartialDb as Attempts } from './attempts.ts'
import type { PartialDb as Callbacks } from './callbacks.ts'
import type { PartialDb as Changes } from './changes.ts'
import type { PartialDb as Datasets } from './datasets.ts'
import type { PartialDb as Deliveries } from './deliveries.ts'
import type { PartialDb as IdempotencyKeys } from './idempotency-keys.ts'
import type { PartialDb as Installation } from './installation.ts'
import type { PartialDb as Machines } from './machines.ts'
import type { PartialDb as Rankings } from './rankings.ts'
import type { PartialDb as Trainings } from './trainings.ts'
import type { PartialDb as UnclaimedModels } from './unclaimed-models.ts'

export interface Tables
  extends
    Machines,
    Datasets,
    Trainings,
    Callbacks,
    Deliveries,
    Attempts,
    Rankings,
    Changes,
    Installation,
    IdempotencyKeys,
    UnclaimedModels {}
