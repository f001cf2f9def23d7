import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import { bugs, clock, hurry } from './bugs.ts'
import { keepClock } from './clock.ts'
import { keepDiskJournal } from './disk-journal.ts'
import { keepLoopDelay } from './loop-delay.ts'
import { applyPatch, type Patch } from './patch.ts'

/** Loaded before the server's program by a test that breaks or hurries it; see bugs.ts. */

const patchesOf = (name: string): readonly Patch[] => {
  const found = Object.entries(bugs).find(([bug]) => bug === name)
  if (!found) throw new Error(`there is no bug called "${name}"`)
  return found[1]
}

const bug = process.env['FAULTS_BUG'] ?? ''
const hurried = new Set((process.env['FAULTS_HURRY'] ?? '').split(','))
const hurries = Object.entries(hurry).flatMap(([wait, patch]) => (hurried.has(wait) ? [patch] : []))
const patches: readonly Patch[] = [...clock, ...(bug === '' ? [] : patchesOf(bug)), ...hurries]

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context)
    const fitting = patches.filter(({ file }) => url.endsWith(file))
    if (fitting.length === 0) return loaded
    const text = Buffer.from(loaded.source as Uint8Array).toString()
    return { ...loaded, source: fitting.reduce(applyPatch, text) }
  },
})

keepClock()

const journal = process.env['FAULTS_JOURNAL'] ?? ''
if (journal !== '') keepDiskJournal(journal)

const loopDelay = process.env['FAULTS_LOOP_DELAY'] ?? ''
if (loopDelay !== '' && isMainThread) keepLoopDelay(loopDelay)
