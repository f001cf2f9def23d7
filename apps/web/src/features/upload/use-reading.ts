import type { ReadAs } from '@alavanca/csv'
import { useEffect, useReducer, useRef } from 'react'
import type { ReadingAnswer } from './reading-protocol.ts'
import { applyAnswer, newReading, readAgain, type Reading } from './reading-state.ts'
import { openThread, type ReadingThread } from './reading-thread.ts'

type Action = { kind: 'answer'; answer: ReadingAnswer } | { kind: 'choose'; readAs: ReadAs }

const reduce = (reading: Reading, action: Action): Reading =>
  action.kind === 'answer' ? applyAnswer(reading, action.answer) : readAgain(reading, action.readAs)

/** Reads a file in a thread of its own, from the start again whenever it is to be read otherwise. */
export const useReading = (file: File, columnWord: string) => {
  const [reading, dispatch] = useReducer(reduce, {}, newReading)
  const thread = useRef<ReadingThread>(null)

  useEffect(() => {
    const opened = openThread((answer) => dispatch({ kind: 'answer', answer }))
    thread.current = opened
    return () => opened.close()
  }, [])

  const { job, readAs } = reading
  useEffect(() => {
    thread.current?.ask({ kind: 'read', job, file, readAs, columnWord })
  }, [file, job, readAs, columnWord])

  return { reading, choose: (next: ReadAs) => dispatch({ kind: 'choose', readAs: next }) }
}
