import type { ReadAs } from '@alavanca/csv'
import type { ReadingAnswer, ReadingOutcome, ReadingRequest } from './reading-protocol.ts'

export interface ReadingThread {
  ask: (request: ReadingRequest) => void
  close: () => void
}

/** A thread that reads files; whatever ends it is an answer too. */
export const openThread = (onAnswer: (answer: ReadingAnswer) => void): ReadingThread => {
  const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), { type: 'module' })
  let asked = 0
  const onBroken = (message: string) => onAnswer({ kind: 'broken', message, job: asked })
  worker.addEventListener('message', ({ data }: MessageEvent<ReadingAnswer>) => onAnswer(data))
  worker.addEventListener('messageerror', () => onBroken('an answer of the reader could not be received'))
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    onBroken(event.message)
  })
  return {
    ask: (request) => {
      asked = request.job
      worker.postMessage(request)
    },
    close: () => worker.terminate(),
  }
}

/** Why a converted copy could not be made. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError'
  readonly outcome: Exclude<ReadingOutcome, { kind: 'preview' | 'progress' | 'survey' | 'converted' }>

  constructor(outcome: ConversionError['outcome']) {
    super('The file could not be converted')
    this.outcome = outcome
  }
}

interface ConvertOptions {
  readAs: ReadAs
  columnWord: string
  signal: AbortSignal
  onProgress: (bytes: number) => void
}

/** A copy of the file that every reader takes as `readAs` takes the file. @throws ConversionError; the signal's reason */
export const convertFile = (file: File, { readAs, columnWord, signal, onProgress }: ConvertOptions): Promise<File> => {
  signal.throwIfAborted()
  return new Promise<File>((resolve, reject) => {
    const thread = openThread((answer) => {
      switch (answer.kind) {
        case 'progress':
          onProgress(answer.bytes)
          return
        case 'converted':
          settle(() => resolve(new File([answer.copy], file.name, { type: 'text/csv' })))
          return
        case 'refused':
        case 'unreadable':
        case 'broken':
          settle(() => reject(new ConversionError(answer)))
          return
        case 'preview':
        case 'survey':
      }
    })
    const settle = (outcome: () => void) => {
      signal.removeEventListener('abort', onAbort)
      thread.close()
      outcome()
    }
    const onAbort = () => settle(() => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')))
    signal.addEventListener('abort', onAbort)
    thread.ask({ kind: 'convert', job: 1, file, readAs, columnWord })
  })
}
