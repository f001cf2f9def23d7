import { registerHooks } from 'node:module'
import { bugs, hurry, type Patch } from './bugs.ts'
import { keepDiskJournal } from './disk-journal.ts'

/** Loaded before the server's program by a test that breaks or hurries it; see bugs.ts. */

const patchesOf = (name: string): readonly Patch[] => {
  const found = Object.entries(bugs).find(([bug]) => bug === name)
  if (!found) throw new Error(`there is no bug called "${name}"`)
  return found[1]
}

const bug = process.env['FAULTS_BUG'] ?? ''
const patches = [...(bug === '' ? [] : patchesOf(bug)), ...(process.env['FAULTS_HURRY'] === '1' ? hurry : [])]

const apply = (text: string, { file, find, replace }: Patch): string => {
  const patched = text.replace(find, replace)
  if (patched === text) throw new Error(`${file} has no longer what a test of promises changes in it: ${String(find)}`)
  return patched
}

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context)
    const fitting = patches.filter(({ file }) => url.endsWith(file))
    if (fitting.length === 0) return loaded
    const text = Buffer.from(loaded.source as Uint8Array).toString()
    return { ...loaded, source: fitting.reduce(apply, text) }
  },
})

const journal = process.env['FAULTS_JOURNAL'] ?? ''
if (journal !== '') keepDiskJournal(journal)
