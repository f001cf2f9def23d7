import { writeFile } from 'node:fs/promises'
import http from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { createModelServiceClient } from '@alavanca/model-service/client'
import { describe, expect, test } from 'vitest'
import { csvOf, receiveCallbacks, spawnRelevance, temporaryFolder } from './support.ts'

const train = async (baseUrl: string, callbackUrl: string, rows = 3_000): Promise<number> => {
  const client = createModelServiceClient({ baseUrl })
  const { modelId } = await client.createModel('Prensa 3')
  const content = csvOf(rows)
  const file = (async function* () {
    yield content
  })()
  await client.train({ modelId, callbackUrl, targetColumn: 'y', fileName: 'x.csv', file, bytes: content.length })
  return modelId
}

/** What a process leaves that was killed while it trained: one that was through before the signal came is no such. */
const killInTraining = async (rows = 3_000) => {
  const [folder, receiver] = [await temporaryFolder(), await receiveCallbacks()]
  await using first = spawnRelevance({ DATA_DIR: folder.path })
  const modelId = await train(await first.url(), receiver.url, rows)
  await receiver.until('"stage":"boosting"')
  first.child.kill('SIGKILL')
  await first.exit()
  if (!receiver.bodies.some((body) => body.includes('completed'))) return { folder, receiver, modelId }
  await Promise.all([folder[Symbol.asyncDispose](), receiver[Symbol.asyncDispose]()])
  return killInTraining(4 * rows)
}

test('killed in mid-training and started again, it completes what it accepted', async () => {
  const { modelId, ...left } = await killInTraining()
  await using folder = left.folder
  await using receiver = left.receiver
  await using second = spawnRelevance({ DATA_DIR: folder.path })
  const url = await second.url()
  expect(JSON.parse(await receiver.until('"completed"'))).toMatchObject({ model_id: modelId, status: 'completed' })
  const { items } = await createModelServiceClient({ baseUrl: url }).ranking(modelId)
  expect(items[0]).toMatchObject({ feature: 'a', direction_code: 'increases' })
})

test('it exits when its parent is gone, even in mid-training', async () => {
  await using folder = await temporaryFolder()
  await using receiver = await receiveCallbacks()
  await using relevance = spawnRelevance({ DATA_DIR: folder.path })
  await train(await relevance.url(), receiver.url)
  await receiver.until('"stage"')
  relevance.child.disconnect()
  // Killed by itself: no code.
  expect(await relevance.exit()).toBeNull()
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s in mid-training ends it with 0', async (signal) => {
  await using folder = await temporaryFolder()
  await using receiver = await receiveCallbacks()
  await using relevance = spawnRelevance({ DATA_DIR: folder.path })
  await train(await relevance.url(), receiver.url)
  await receiver.until('"stage"')
  relevance.child.kill(signal)
  expect(await relevance.exit()).toBe(0)
  expect(relevance.stderr()).toBe('')
})

describe('what keeps it from starting is one sentence and exit code 1', () => {
  const sentence = /^The model service cannot start: [^\n]+\.\n$/

  test('a taken port', async () => {
    await using folder = await temporaryFolder()
    const other = http.createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await using relevance = spawnRelevance({ DATA_DIR: folder.path, PORT: String(port) })
    expect(await relevance.exit()).toBe(1)
    expect(relevance.stderr()).toMatch(sentence)
    expect(relevance.stderr()).toContain('port is taken')
    other.close()
  })

  test('a data folder that is a file', async () => {
    await using folder = await temporaryFolder()
    const file = path.join(folder.path, 'file')
    await writeFile(file, '')
    for (const dataDir of [file, path.join(file, 'below')]) {
      await using relevance = spawnRelevance({ DATA_DIR: dataDir })
      expect(await relevance.exit()).toBe(1)
      expect(relevance.stderr()).toMatch(sentence)
      expect(relevance.stderr()).toContain('choose a folder')
    }
  })

  test('an environment with two faults names both', async () => {
    await using relevance = spawnRelevance({ PORT: '99999', LOG_LEVEL: 'loud' })
    expect(await relevance.exit()).toBe(1)
    expect(relevance.stderr()).toMatch(sentence)
    expect(relevance.stderr()).toMatch(/PORT: .*LOG_LEVEL: /)
  })
})
