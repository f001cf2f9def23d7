import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../shared/api/api.ts'
import { useTrainingBegun, useTrainingChanged } from '../../shared/api/training-cache.ts'

export const useRetryTraining = () =>
  useMutation(trpc.training.retry.mutationOptions({ onSuccess: useTrainingBegun() }))

export const useCancelTraining = () => {
  const queryClient = useQueryClient()
  return useMutation(
    trpc.training.cancel.mutationOptions({
      onSuccess: useTrainingChanged(),
      // Mostly that it ended meanwhile: what is shown is then old.
      onError: () => queryClient.invalidateQueries(trpc.training.pathFilter()),
    }),
  )
}
