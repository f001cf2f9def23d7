import { PGlite } from '@electric-sql/pglite'
import { parentPort, workerData } from 'node:worker_threads'
import { typeParsers } from '../types.ts'
import type { LiteFailure, LiteReply, LiteRequest, LiteRows } from './protocol.ts'

const port = parentPort
if (!port) throw new Error('db/lite/worker.ts runs as a worker thread only')
const reply = (message: LiteReply): void => port.postMessage(message)

const { directory } = workerData as { directory: string | null }
const lite = await PGlite.create({
  ...(directory === null ? {} : { dataDir: directory }),
  parsers: typeParsers,
  // PGlite has no background writer: without a bound its log grows past 700 MB.
  postgresqlconf: ['shared_buffers=32MB', 'max_wal_size=128MB', 'min_wal_size=32MB'],
})
const unlisten = new Map<number, () => Promise<void>>()

const toRows = (result: { rows: unknown; affectedRows?: number; fields: LiteRows['fields'] }): LiteRows => ({
  rows: result.rows as LiteRows['rows'],
  fields: result.fields.map(({ name, dataTypeID }) => ({ name, dataTypeID })),
  ...(result.affectedRows === undefined ? {} : { affectedRows: result.affectedRows }),
})

const run = async (request: LiteRequest): Promise<LiteRows[]> => {
  switch (request.op) {
    case 'query':
      return [toRows(await lite.query(request.sql, request.params))]
    case 'exec':
      return (await lite.exec(request.sql)).map(toRows)
    case 'listen': {
      const { listener, channel } = request
      const stop = await lite.listen(channel, (payload) => reply({ kind: 'notification', listener, payload }))
      unlisten.set(listener, () => stop())
      return []
    }
    case 'unlisten':
      await unlisten.get(request.listener)?.()
      unlisten.delete(request.listener)
      return []
    case 'close':
      await lite.close()
      return []
  }
}

const toFailure = (error: unknown): LiteFailure => {
  const { message, code, detail, constraint } = error as LiteFailure
  return {
    message,
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
    ...(constraint === undefined ? {} : { constraint }),
  }
}

port.on('message', (request: LiteRequest) => {
  run(request).then(
    (result) => reply({ kind: 'done', id: request.id, result }),
    (error: unknown) => reply({ kind: 'failed', id: request.id, failure: toFailure(error) }),
  )
})
reply({ kind: 'ready' })
