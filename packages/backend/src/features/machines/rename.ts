import type { Machine } from '@alavanca/contract'
import { publishChange } from '../../db/queries/changes.ts'
import { renameMachine as updateName } from '../../db/queries/machines.ts'
import type { Call } from '../../deps.ts'
import { machineNotFound } from '../not-found.ts'
import { getMachine } from './get.ts'

/** @throws AppError `machine_not_found` */
export const renameMachine = async ({ ctx, input }: Call<{ machineId: number; name: string }>): Promise<Machine> => {
  await ctx.database.transact(async (trx) => {
    if (!(await updateName(trx, input.machineId, input.name))) throw machineNotFound(input.machineId)
    await publishChange(trx, { kind: 'machine_renamed', machine_id: input.machineId, at: ctx.now() })
  })
  return getMachine({ ctx, input })
}
