import { uploadDataset } from '@alavanca/api'
import type { Machine, Training } from '@alavanca/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { baseUrl, client, trpc } from '../../shared/api/api.ts'
import { useTrainingBegun } from '../../shared/api/training-cache.ts'
import concreteUrl from './concrete.csv?url'

const target = 'compressive_strength'

/** Does with a real file what an engineer would do: a machine, its data, an analysis of it. */
export const useSample = (machineName: string, onStarted: (training: Training) => void) => {
  const queryClient = useQueryClient()
  const begun = useTrainingBegun()
  // A second try goes on with the machine that the first one made.
  const made = useRef<Machine>(null)
  return useMutation({
    mutationFn: async () => {
      const machine = (made.current ??= await client.machines.create.mutate({ name: machineName }))
      const file = new File([await readSample()], 'concrete.csv', { type: 'text/csv' })
      const dataset = await uploadDataset({ baseUrl, machineId: machine.id, file })
      return client.training.start.mutate({ datasetId: dataset.id, target })
    },
    onSuccess: (training) => {
      begun(training)
      onStarted(training)
    },
    onSettled: () => queryClient.invalidateQueries(trpc.machines.list.pathFilter()),
  })
}

/** @throws TypeError when it cannot be had, as fetch itself does without a connection */
const readSample = async (): Promise<Blob> => {
  const response = await fetch(concreteUrl)
  if (!response.ok) throw new TypeError(`the sample answered ${response.status}`)
  return response.blob()
}
