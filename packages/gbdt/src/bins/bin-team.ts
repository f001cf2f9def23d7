import { binCodes } from './categories.ts'
import { type Column, isCategorical } from '../columns.ts'
import type { Bins } from './mapper.ts'
import { TASK } from '../grow/tasks.ts'
import type { Team } from '../threads/team.ts'
import { chunksOf, type Workspace } from '../grow/workspace.ts'

/**
 * Bins the columns into the workspace's cells. Helpers do not see the columns: two at a time are copied to where
 * predictions and gradients will be, and binned there by whoever is free.
 */
export function binByTeam(space: Workspace, columns: readonly Column[], team: Team): Bins {
  const { rows, mappers, cells, features, staged } = space
  let slots = 0
  const finish = (): void => {
    team.run(TASK.bin, slots * chunksOf(rows))
    slots = 0
  }
  columns.forEach((column, f) => {
    const mapper = mappers[f]!
    if (isCategorical(column)) {
      if (mapper.kind === 'categorical') binCodes(column, mapper, cells.subarray(f * rows, (f + 1) * rows))
      return
    }
    staged[slots]!.set(column)
    features[slots] = f
    if (++slots === staged.length) finish()
  })
  finish()
  return { rows, mappers: [...mappers], cells }
}
