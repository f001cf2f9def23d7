import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openJobStore } from '../src/server/store/jobs.ts'
import { openModelStore } from '../src/server/store/models.ts'
import { temporaryFolder } from './support/folder.ts'

const job = { modelId: 1, callbackUrl: 'http://x/', targetColumn: 'y' }

test('a job is what was accepted, in order, also for the next process', async () => {
  await using folder = await temporaryFolder()
  const jobs = await openJobStore(folder.path)
  for (const name of ['a', 'b', 'c']) {
    await writeFile(jobs.uploadPath(name), name)
    await jobs.accept({ ...job, targetColumn: name }, jobs.uploadPath(name))
  }
  const [first] = await jobs.list()
  if (first) await jobs.remove(first)
  const reopened = await openJobStore(folder.path)
  const left = await reopened.list()
  expect(left.map(({ sequence, targetColumn }) => [sequence, targetColumn])).toEqual([
    [2, 'b'],
    [3, 'c'],
  ])
  expect(await Promise.all(left.map((each) => readFile(reopened.csvPath(each), 'utf8')))).toEqual(['b', 'c'])
  await writeFile(reopened.uploadPath('d'), 'd')
  expect(await reopened.accept(job, reopened.uploadPath('d'))).toMatchObject({
    sequence: 4,
    attempts: 0,
    outcome: null,
  })
})

test('what a crash left half done is swept: uploads, folders without a job, spoilt jobs', async () => {
  await using folder = await temporaryFolder()
  const jobs = await openJobStore(folder.path)
  await writeFile(jobs.uploadPath('half'), 'x')
  await mkdir(path.join(folder.path, 'jobs/000000000007'))
  await writeFile(path.join(folder.path, 'jobs/000000000007/data.csv'), 'x')
  await mkdir(path.join(folder.path, 'jobs/000000000008'))
  await writeFile(path.join(folder.path, 'jobs/000000000008/job.json'), '{"sequence":')
  const reopened = await openJobStore(folder.path)
  expect(await reopened.list()).toEqual([])
  expect(await readdir(path.join(folder.path, 'uploads'))).toEqual([])
  expect(await readdir(path.join(folder.path, 'jobs'))).toEqual([])
})

test('a folder of a model without model.json is no model, and its id is not used again', async () => {
  await using folder = await temporaryFolder()
  await mkdir(path.join(folder.path, 'models/5'), { recursive: true })
  const models = await openModelStore(folder.path)
  expect(await models.has(5)).toBe(false)
  expect(await models.create('x')).toBe(6)
  expect(await models.has(6)).toBe(true)
})
