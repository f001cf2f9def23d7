import { Worker } from 'node:worker_threads'
import { type Analyser, type AnalysisResult, TrainingFailure } from './analyser.ts'
import type { WorkerInput, WorkerMessage } from './worker-messages.ts'

const isOutOfMemory = (error: Error): boolean => 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

/**
 * Analyses in a worker thread of its own, which is ended when the signal aborts.
 *
 * @param worker the module `worker.ts`, or what it was bundled to
 */
export const createThreadAnalyser =
  ({ worker: module, seed }: { worker: URL; seed: number }): Analyser =>
  (csvPath, target, { signal, onProgress }) =>
    new Promise<AnalysisResult>((resolve, reject) => {
      signal.throwIfAborted()
      const input: WorkerInput = { csvPath, target, seed }
      const worker = new Worker(module, { workerData: input })
      let settled = false
      const settle = (end: () => void): void => {
        if (settled) return
        settled = true
        signal.removeEventListener('abort', abort)
        // Only when the thread is gone: nothing of it may still hold the file.
        void worker.terminate().then(end, end)
      }
      const abort = (): void => settle(() => reject(signal.reason))
      signal.addEventListener('abort', abort, { once: true })
      worker.on('message', (message: WorkerMessage) => {
        if (message.type === 'progress') onProgress(message.report)
        else if (message.type === 'done') settle(() => resolve(message.result))
        else settle(() => reject(new TrainingFailure(message.message)))
      })
      worker.once('error', (error: Error) =>
        settle(() =>
          reject(isOutOfMemory(error) ? new TrainingFailure('The file is too large for the memory at hand.') : error),
        ),
      )
      worker.once('exit', (code) => settle(() => reject(new Error(`The worker thread ended with code ${code}`))))
    })
