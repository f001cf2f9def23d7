import type { Generated } from 'kysely'

/** One row at most. */
export interface InstallationTable {
  one: Generated<true>
  /** Made on first need, and kept by dumps and restores: tells one installation from another where both can write. */
  id: string
}
export interface PartialDb {
  installation: InstallationTable
}
