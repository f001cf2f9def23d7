import { useEffect, useRef, useState } from 'react'
import { cleanSearch } from './machines-search.ts'

const pause = 200

interface Typed {
  text: string
  /** What the address said when the typing began, and what this field last put there. */
  base: string
  sent: string
}

/** The text being typed runs ahead of the address, which follows at a pause and wins when it is changed elsewhere. */
export const useTypedText = (committed: string, commit: (text: string) => void) => {
  const [typed, setTyped] = useState<Typed | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  if (typed !== null && committed === typed.sent && typed.base !== typed.sent) {
    setTyped({ ...typed, base: typed.sent })
  }
  const ahead = typed !== null && (committed === typed.base || committed === typed.sent)

  const setText = (text: string) => {
    setTyped((previous) => ({ text, base: committed, sent: previous?.sent ?? committed }))
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      const sent = cleanSearch(text)
      setTyped((previous) => previous && { ...previous, sent })
      commit(sent)
    }, pause)
  }
  return [ahead ? typed.text : committed, setText] as const
}
