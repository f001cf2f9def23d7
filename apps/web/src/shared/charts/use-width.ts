import { type RefCallback, useCallback, useState } from 'react'

/** The width that an element has now; 0 until it is known. */
export const useWidth = <E extends HTMLElement>(): [RefCallback<E>, number] => {
  const [width, setWidth] = useState(0)
  const ref = useCallback((element: E | null) => {
    if (!element) return undefined
    setWidth(element.clientWidth)
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width]
}
