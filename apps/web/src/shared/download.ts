/** Hands a file to the browser's own download. */
export const download = (name: string, content: Blob): void => {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the content over once the click is done; Safari needs a moment longer.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
