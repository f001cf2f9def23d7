import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../shared/api/api.ts'

export const useCreateMachine = () => {
  const queryClient = useQueryClient()
  return useMutation(
    trpc.machines.create.mutationOptions({
      onSuccess: (machine) => {
        queryClient.setQueryData(trpc.machines.get.queryKey({ machineId: machine.id }), machine)
        void queryClient.invalidateQueries(trpc.machines.list.pathFilter())
      },
    }),
  )
}

export const useRenameMachine = () => {
  const queryClient = useQueryClient()
  return useMutation(
    trpc.machines.rename.mutationOptions({
      onSuccess: (machine) => {
        queryClient.setQueryData(trpc.machines.get.queryKey({ machineId: machine.id }), machine)
        void queryClient.invalidateQueries(trpc.machines.list.pathFilter())
      },
    }),
  )
}

/** `onDeleted` is called even when the live stream was faster and the page of the machine is gone already. */
export const useDeleteMachine = (onDeleted: () => void) => {
  const queryClient = useQueryClient()
  return useMutation(
    trpc.machines.delete.mutationOptions({
      onSuccess: () => {
        onDeleted()
        void queryClient.invalidateQueries(trpc.machines.list.pathFilter())
      },
    }),
  )
}
