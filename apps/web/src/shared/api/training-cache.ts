import type { Training } from '@alavanca/contract'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { patchBegun } from '../live/patch.ts'
import { trpc } from './api.ts'

const staleAfter = (queryClient: QueryClient, { machineId }: Training): void => {
  void queryClient.invalidateQueries(trpc.machines.list.pathFilter())
  void queryClient.invalidateQueries(trpc.machines.get.queryFilter({ machineId }))
  void queryClient.invalidateQueries(trpc.training.list.infiniteQueryFilter({ machineId }))
}

/** What every mutation of a training leaves stale. */
export const useTrainingChanged = () => {
  const queryClient = useQueryClient()
  return (training: Training): void => {
    queryClient.setQueryData(trpc.training.get.queryKey({ trainingId: training.id }), training)
    staleAfter(queryClient, training)
  }
}

/** A training that has just begun is its machine's latest, before the server is asked. */
export const useTrainingBegun = () => {
  const queryClient = useQueryClient()
  return (training: Training): void => {
    queryClient.setQueryData(
      trpc.machines.get.queryKey({ machineId: training.machineId }),
      (machine) => machine && patchBegun(machine, training),
    )
    queryClient.setQueryData(trpc.training.get.queryKey({ trainingId: training.id }), (known) => known ?? training)
    staleAfter(queryClient, training)
  }
}
