import { useEffect, useEffectEvent, useState } from 'react'

interface FileDropOptions {
  /** Whether a file can be taken now. */
  enabled: boolean
  /** What pasted cells are called as a file. */
  pastedName: string
  onFile: (file: File) => void
}

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=file]), textarea, select'))

/** A file on the clipboard, or cells: spreadsheets put them there as lines of text with tabs. */
const pastedFile = (data: DataTransfer | null, name: string): File | undefined => {
  const file = data?.files[0]
  if (file) return file
  const text = data?.getData('text/plain') ?? ''
  return /\S[^]*\n[^]*\S/.test(text) ? new File([text], name, { type: 'text/csv' }) : undefined
}

/** Takes a file that is dropped or pasted anywhere on the page; true while one is held over it. */
export const useFileDrop = ({ enabled, pastedName, onFile }: FileDropOptions): boolean => {
  const [over, setOver] = useState(false)

  const onDrag = useEffectEvent((event: DragEvent) => {
    if (!holdsFiles(event)) return
    // Without this the browser would leave the page for the file.
    event.preventDefault()
    const inside = event.type === 'dragover' || (event.type === 'dragleave' && event.relatedTarget !== null)
    setOver(enabled && inside)
    const file = event.type === 'drop' ? event.dataTransfer?.files[0] : undefined
    if (enabled && file) onFile(file)
  })
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    if (!enabled || isTyping(event.target)) return
    const file = pastedFile(event.clipboardData, pastedName)
    if (!file) return
    event.preventDefault()
    onFile(file)
  })

  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    for (const type of ['dragover', 'dragleave', 'drop'] as const) {
      window.addEventListener(type, (event) => onDrag(event), { signal })
    }
    window.addEventListener('paste', (event) => onPaste(event), { signal })
    return () => controller.abort()
  }, [])

  return over
}
