import { uploadDataset } from '@alavanca/api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { baseUrl, trpc } from '../../shared/api/api.ts'

export interface Progress {
  loaded: number
  total: number
}

/** Sends a file; what the server made of it goes into the cache, and its id to the caller. */
export const useUpload = (machineId: number, onDone: (datasetId: number) => void) => {
  const queryClient = useQueryClient()
  const [progress, setProgress] = useState<Progress | null>(null)
  const abort = useRef<AbortController>(null)

  // Whoever leaves the page is not taken back to it when the file has arrived.
  useEffect(() => () => abort.current?.abort(), [])

  const mutation = useMutation({
    mutationFn: async (file: File) => {
      const controller = new AbortController()
      abort.current = controller
      setProgress({ loaded: 0, total: file.size })
      try {
        return await uploadDataset({ baseUrl, machineId, file, onProgress: setProgress, signal: controller.signal })
      } catch (error) {
        // Stopped on purpose: nothing to report.
        if (controller.signal.aborted) return null
        throw error
      }
    },
    onSuccess: (dataset) => {
      if (dataset === null) return
      queryClient.setQueryData(trpc.datasets.get.queryKey({ datasetId: dataset.id }), dataset)
      void queryClient.invalidateQueries(trpc.datasets.list.pathFilter())
      onDone(dataset.id)
    },
  })

  return {
    send: (file: File) => mutation.mutate(file),
    cancel: () => abort.current?.abort(),
    /** The file being sent. */
    file: mutation.isPending ? mutation.variables : null,
    progress,
    error: mutation.error,
  }
}
