import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import type { BucketSettings } from '../src/files/bucket/settings.ts'
import type { FileStore } from '../src/files/file-store.ts'
import { freeBytesOf } from '../src/files/free-space.ts'
import { openIncoming } from '../src/files/incoming.ts'
import { openLocalFiles } from '../src/files/local-files.ts'

/** Files of 256 MB, and ten of 100 MB at once, kept and read again: how fast, and how much memory the process takes for it. */
const megabyte = 1024 ** 2
const chunk = Buffer.alloc(megabyte, 'vazao;pressao;temperatura\n')

const megabytesHeld = (): number => process.memoryUsage.rss() / megabyte

/** Runs a task and says how far the memory rose above what was held before. */
const watchMemory = async (task: () => Promise<unknown>): Promise<{ seconds: number; rise: number }> => {
  const before = megabytesHeld()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, megabytesHeld())), 5)
  const started = performance.now()
  await task()
  clearInterval(timer)
  return { seconds: (performance.now() - started) / 1_000, rise: most - before }
}

const keep = async (files: FileStore, size: number): Promise<string> => {
  const file = await files.create(size * megabyte)
  for (let i = 0; i < size; i++) await file.write(chunk)
  await file.commit()
  return file.key
}

const readAll = async (files: FileStore, key: string): Promise<void> => {
  for await (const _ of files.read(key));
}

const measure = async (name: string, files: FileStore): Promise<void> => {
  let key = ''
  const one = await watchMemory(async () => (key = await keep(files, 256)))
  const reading = await watchMemory(() => readAll(files, key))
  const ten = await watchMemory(() => Promise.all(Array.from({ length: 10 }, () => keep(files, 100))))
  const line = [
    `keep ${(256 / one.seconds).toFixed(0)} MB/s, +${one.rise.toFixed(0)} MB`,
    `read ${(256 / reading.seconds).toFixed(0)} MB/s, +${reading.rise.toFixed(0)} MB`,
    `keep ten at once ${(1_000 / ten.seconds).toFixed(0)} MB/s, +${ten.rise.toFixed(0)} MB`,
  ]
  process.stdout.write(`${name}: ${line.join('; ')}\n`)
}

const serve = async (): Promise<void> => {
  const { BucketServer } = await import('../test/support/bucket-server.ts')
  const server = await BucketServer.start()
  process.send?.(server.settings)
  await once(process, 'disconnect')
  await server[Symbol.asyncDispose]()
}

const bench = async (): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-bench-'))
  const incoming = await openIncoming(path.join(folder, 'incoming'), freeBytesOf)
  await measure('folder', openLocalFiles(folder, incoming))
  const server = fork(import.meta.filename, ['serve'])
  const [settings] = (await once(server, 'message')) as [BucketSettings]
  const before = megabytesHeld()
  const { openBucketFiles } = await import('../src/files/bucket/files.ts')
  const log = pino({ level: 'silent' })
  const bucket = await openBucketFiles({ settings, installationId: 'bench', incoming, log })
  process.stdout.write(`the client of the bucket: +${(megabytesHeld() - before).toFixed(0)} MB\n`)
  await measure('bucket', bucket)
  server.disconnect()
  await once(server, 'exit')
  rmSync(folder, { recursive: true })
}

await (process.argv[2] === 'serve' ? serve() : bench())
