import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../shared/api/api.ts'
import { patchListed } from '../../shared/live/listed-machines.ts'

/** Without a network it fails and says so, rather than wait unseen and happen when nobody expects it. */
const networkMode = 'always'

export const useCreateMachine = () => {
  const queryClient = useQueryClient()
  return useMutation(
    trpc.machines.create.mutationOptions({
      networkMode,
      onSuccess: (machine) => {
        queryClient.setQueryData(trpc.machines.get.queryKey({ machineId: machine.id }), machine)
        // The page of the new machine comes next; the list is read again by whoever comes back to it.
        void queryClient.invalidateQueries({ ...trpc.machines.list.pathFilter(), refetchType: 'none' })
      },
    }),
  )
}

export const useRenameMachine = () => {
  const queryClient = useQueryClient()
  return useMutation(
    trpc.machines.rename.mutationOptions({
      networkMode,
      onSuccess: (machine) => {
        queryClient.setQueryData(trpc.machines.get.queryKey({ machineId: machine.id }), machine)
        patchListed(queryClient, trpc, (shown) => (shown.id === machine.id ? machine : shown))
        void queryClient.invalidateQueries({ ...trpc.machines.list.pathFilter(), refetchType: 'none' })
      },
    }),
  )
}
