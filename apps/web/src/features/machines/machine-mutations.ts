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

export const useDeleteMachine = () => {
  const queryClient = useQueryClient()
  return useMutation(
    trpc.machines.delete.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.machines.list.pathFilter()),
    }),
  )
}
