/**
 * CPU of this process for reading a small CSV as an upload is read: in a thread that is there already, against one that
 * is started for it.
 *
 * node packages/backend/bench/readers.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createReaderThreads } from '../src/features/datasets/reader-threads.ts'

const files = 20
const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-readers-'))
const file = path.join(folder, 'small.csv')
const rows = Array.from({ length: 50 }, (_, row) => `${row},${row * 2},${row % 7}\n`)
writeFileSync(file, `a,b,y\n${rows.join('')}`)

const cpuMs = async (read: () => Promise<unknown>): Promise<number> => {
  await read()
  const start = process.cpuUsage()
  for (let n = 0; n < files; n++) await read()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000 / files
}

try {
  const kept = createReaderThreads()
  const reading = { path: file, bytes: 500 }
  const shared = await cpuMs(() => kept.read(reading, 60_000))
  const started = await cpuMs(() => createReaderThreads().read(reading, 60_000))
  const ratio = (shared / started).toFixed(3)
  process.stdout.write(`${JSON.stringify({ sharedMs: shared.toFixed(1), startedMs: started.toFixed(1), ratio })}\n`)
} finally {
  rmSync(folder, { recursive: true })
}
process.exit()
