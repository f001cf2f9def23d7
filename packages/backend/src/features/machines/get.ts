import type { Machine } from '@alavanca/contract'
import { findMachine } from '../../db/queries/machines.ts'
import type { Call } from '../../deps.ts'
import { machineNotFound } from '../not-found.ts'

/** @throws AppError `machine_not_found` */
export const getMachine = async ({ ctx, input }: Call<{ machineId: number }>): Promise<Machine> => {
  const machine = await findMachine(ctx.database.db, input.machineId)
  if (!machine) throw machineNotFound(input.machineId)
  return machine
}
