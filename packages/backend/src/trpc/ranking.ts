import { machineInput, ranking as rankingEntity, trainingInput } from '@alavanca/contract'
import { rankingOfMachine } from '../features/ranking/of-machine.ts'
import { rankingOfTraining } from '../features/ranking/of-training.ts'
import { procedure } from './init.ts'

export const ranking = {
  ofMachine: procedure
    .input(machineInput)
    .output(rankingEntity)
    .query(({ ctx, input }) => rankingOfMachine({ ctx: ctx.deps, input })),
  ofTraining: procedure
    .input(trainingInput)
    .output(rankingEntity)
    .query(({ ctx, input }) => rankingOfTraining({ ctx: ctx.deps, input })),
}
