import { createReadStream } from 'node:fs'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { analyse, AnalysisError } from '@alavanca/analysis'
import { CsvError, readTable } from '@alavanca/csv'
import { toWireRanking } from './wire.ts'
import type { WorkerInput, WorkerMessage } from './worker-messages.ts'

/** Share of the progress that reading the file is counted as. */
const readingShare = 0.1

const run = async ({ csvPath, target, seed }: WorkerInput, send: (message: WorkerMessage) => void) => {
  send({ type: 'progress', report: { progress: 0, stage: 'reading' } })
  const { columns } = await readTable(createReadStream(csvPath))
  return analyse(columns, target, {
    seed,
    onProgress: ({ stage, done }) =>
      send({ type: 'progress', report: { progress: readingShare + (1 - readingShare) * done, stage } }),
  })
}

const main = async (port: MessagePort, input: WorkerInput): Promise<void> => {
  const send = (message: WorkerMessage): void => port.postMessage(message)
  try {
    const { ranking, metrics, excluded, model } = await run(input, send)
    const result = { ranking: toWireRanking(ranking, input.target), metrics, excluded, model }
    port.postMessage({ type: 'done', result } satisfies WorkerMessage, [model])
  } catch (error) {
    if (!(error instanceof CsvError) && !(error instanceof AnalysisError)) throw error
    send({ type: 'failed', message: error.message })
  }
}

if (parentPort) await main(parentPort, workerData as WorkerInput)
