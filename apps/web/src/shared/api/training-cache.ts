import { toMachineStatus, type Training } from '@alavanca/contract'
import { useQueryClient } from '@tanstack/react-query'
import { trpc } from './api.ts'

/** What every mutation of a training leaves stale. */
export const useTrainingChanged = () => {
  const queryClient = useQueryClient()
  return (training: Training): void => {
    queryClient.setQueryData(trpc.training.get.queryKey({ trainingId: training.id }), training)
    void queryClient.invalidateQueries(trpc.machines.list.pathFilter())
    void queryClient.invalidateQueries(trpc.machines.get.queryFilter({ machineId: training.machineId }))
    void queryClient.invalidateQueries(trpc.training.list.infiniteQueryFilter({ machineId: training.machineId }))
  }
}

/** A training that has just begun is its machine's latest, before the server is asked. */
export const useTrainingBegun = () => {
  const queryClient = useQueryClient()
  const changed = useTrainingChanged()
  return (training: Training): void => {
    queryClient.setQueryData(
      trpc.machines.get.queryKey({ machineId: training.machineId }),
      (machine) => machine && { ...machine, status: toMachineStatus(training.state), latestTraining: training },
    )
    changed(training)
  }
}
