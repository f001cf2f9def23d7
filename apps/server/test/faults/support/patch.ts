/** A change to the program's text as it is loaded: the product itself holds no switch. */
export interface Patch {
  /** End of the file's path. */
  file: string
  find: string | RegExp
  replace: string
}

export const applyPatch = (text: string, { file, find, replace }: Patch): string => {
  const patched = text.replace(find, replace)
  if (patched === text) throw new Error(`${file} has no longer what a test of promises changes in it: ${String(find)}`)
  return patched
}
