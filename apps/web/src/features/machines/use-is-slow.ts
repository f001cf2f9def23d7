import { useEffect, useState } from 'react'

const patience = 4_000

/** True once what is mounted with it has been waited for too long to say nothing. */
export const useIsSlow = (): boolean => {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), patience)
    return () => clearTimeout(timer)
  }, [])
  return slow
}
