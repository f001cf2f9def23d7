/** Ctrl+Z or ⌘Z where it means nothing else: not in a field, which has an undo of its own, nor under a dialog. */
export const isUndoKey = (event: KeyboardEvent): boolean => {
  const isShortcut = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
  if (!isShortcut || event.key.toLowerCase() !== 'z') return false
  const within = event.target instanceof Element ? event.target : null
  return within?.closest('input, textarea, select, [contenteditable], dialog') === null
}
