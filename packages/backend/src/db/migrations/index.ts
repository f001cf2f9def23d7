import type { Migration } from 'kysely/migration'
import * as firstLight from './0001-first-light.ts'
import * as deletedMachines from './0002-deleted-machines.ts'
import * as installation from './0003-installation.ts'
import * as deliveryLog from './0004-delivery-log.ts'
import * as intake from './0005-intake.ts'
import * as naturalOrder from './0006-natural-order.ts'

/** Imported one by one, so that bundling cannot lose one. Forward only; a migration never changes once released. */
export const migrations: Record<string, Migration> = {
  '0001-first-light': firstLight,
  '0002-deleted-machines': deletedMachines,
  '0003-installation': installation,
  '0004-delivery-log': deliveryLog,
  '0005-intake': intake,
  '0006-natural-order': naturalOrder,
}
