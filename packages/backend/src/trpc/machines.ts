import {
  createMachineInput,
  listMachinesInput,
  machine,
  machineInput,
  machinePage,
  renameMachineInput,
} from '@alavanca/contract'
import { z } from 'zod'
import { createMachine } from '../features/machines/create.ts'
import { getMachine } from '../features/machines/get.ts'
import { listMachines } from '../features/machines/list.ts'
import { removeMachine } from '../features/machines/remove.ts'
import { renameMachine } from '../features/machines/rename.ts'
import { procedure } from './init.ts'

export const machines = {
  list: procedure
    .input(listMachinesInput)
    .output(machinePage)
    .query(({ ctx, input }) => listMachines({ ctx: ctx.deps, input })),
  get: procedure
    .input(machineInput)
    .output(machine)
    .query(({ ctx, input }) => getMachine({ ctx: ctx.deps, input })),
  create: procedure
    .input(createMachineInput)
    .output(machine)
    .mutation(({ ctx, input }) => createMachine({ ctx: ctx.deps, input })),
  rename: procedure
    .input(renameMachineInput)
    .output(machine)
    .mutation(({ ctx, input }) => renameMachine({ ctx: ctx.deps, input })),
  delete: procedure
    .input(machineInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeMachine({ ctx: ctx.deps, input })),
}
