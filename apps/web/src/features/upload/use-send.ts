import { uploadDataset } from '@alavanca/api'
import type { Dataset, Training } from '@alavanca/contract'
import type { ReadAs } from '@alavanca/csv'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { baseUrl, client, trpc } from '../../shared/api/api.ts'
import { useTrainingBegun } from '../../shared/api/training-cache.ts'
import { convertFile } from './reading-thread.ts'
import { type Pace, TransferMeter } from './transfer-meter.ts'

export interface SendRequest {
  file: File
  /** How the file is read where a converted copy goes in its place. */
  conversion: ReadAs | null
  /** Null: the columns are to be seen first, as the server reads them. */
  target: string | null
}

export interface SendProgress extends Pace {
  phase: 'converting' | 'sending' | 'checking' | 'starting'
  loaded: number
  total: number
}

export interface StartFailure {
  datasetId: number
  target: string
  error: unknown
}

interface SendOptions {
  machineId: number
  columnWord: string
  onStarted: (training: Training) => void
  /** The server has the file and no analysis has begun: none was asked for, or it could not. */
  onStored: (datasetId: number, failure: StartFailure | null) => void
}

const drawnEveryMs = 200

/** Shown as it is when the phase changes, and otherwise not more often than an eye can follow. */
const useProgress = () => {
  const [progress, setProgress] = useState<SendProgress | null>(null)
  const drawn = useRef<{ phase: SendProgress['phase']; at: number }>(null)
  const report = (phase: SendProgress['phase'], loaded = 0, total = 0, pace?: Pace) => {
    const at = performance.now()
    if (drawn.current?.phase === phase && at - drawn.current.at < drawnEveryMs) return
    drawn.current = { phase, at }
    setProgress({ phase, loaded, total, bytesPerSecond: null, secondsLeft: null, ...pace })
  }
  const clear = () => {
    drawn.current = null
    setProgress(null)
  }
  return { progress, report, clear }
}

/** Sends a file and begins its analysis. What has arrived is never sent twice: a failed start leaves a stored file. */
export const useSend = ({ machineId, columnWord, onStarted, onStored }: SendOptions) => {
  const queryClient = useQueryClient()
  const begun = useTrainingBegun()
  const abort = useRef<AbortController>(null)
  const sending = useRef(false)
  const { progress, report, clear } = useProgress()

  // Whoever leaves the page is not taken back to it when the file has arrived.
  useEffect(() => () => abort.current?.abort(), [])

  const send = async ({ file, conversion }: SendRequest, signal: AbortSignal): Promise<Dataset> => {
    if (conversion) report('converting', 0, file.size)
    const body = conversion
      ? await convertFile(file, {
          readAs: conversion,
          columnWord,
          signal,
          onProgress: (bytes) => report('converting', bytes, file.size),
        })
      : file
    report('sending', 0, body.size)
    const meter = new TransferMeter()
    return uploadDataset({
      baseUrl,
      machineId,
      file: body,
      signal,
      onProgress: ({ loaded, total }) => {
        const pace = meter.add(loaded, total, performance.now())
        report(loaded >= total ? 'checking' : 'sending', loaded, total, pace)
      },
    })
  }

  const start = async (datasetId: number, target: string): Promise<Training | StartFailure> => {
    report('starting')
    try {
      return await client.training.start.mutate({ datasetId, target })
    } catch (error) {
      return { datasetId, target, error }
    }
  }

  const mutation = useMutation({
    mutationFn: async (request: SendRequest) => {
      const controller = new AbortController()
      abort.current = controller
      sending.current = true
      try {
        const dataset = await send(request, controller.signal)
        queryClient.setQueryData(trpc.datasets.get.queryKey({ datasetId: dataset.id }), dataset)
        void queryClient.invalidateQueries(trpc.datasets.list.pathFilter())
        return { dataset, started: request.target === null ? null : await start(dataset.id, request.target) }
      } catch (error) {
        // Stopped on purpose: nothing to report.
        if (controller.signal.aborted) return null
        throw error
      } finally {
        sending.current = false
        clear()
      }
    },
    onSuccess: (sent) => {
      if (sent === null) return
      const { dataset, started } = sent
      if (started === null) onStored(dataset.id, null)
      else if ('error' in started) onStored(dataset.id, started)
      else {
        begun(started)
        onStarted(started)
      }
    },
  })

  return {
    send: (request: SendRequest) => mutation.mutate(request),
    cancel: () => abort.current?.abort(),
    reset: mutation.reset,
    /** While a file is on its way. */
    progress,
    /** At any moment, for whoever wants to leave the page. */
    isSending: () => sending.current,
    error: mutation.error,
  }
}
