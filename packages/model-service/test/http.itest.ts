import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './support/folder.ts'
import { startService } from './support/service.ts'

const call = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const form = (parts: Record<string, string>): RequestInit => {
  const body = new FormData()
  for (const [name, text] of Object.entries(parts)) body.append(name, new File([text], 'x.csv', { type: 'text/csv' }))
  return { method: 'POST', body }
}

const callbackUrl = encodeURIComponent('http://127.0.0.1:9/')
const post = { method: 'POST' }
const remove = { method: 'DELETE' }

test('paths answer with and without a slash at their end', async () => {
  await using folder = await temporaryFolder()
  await using service = await startService(folder.path)
  for (const slash of ['', '/']) {
    expect(await call(`${service.url}/healthz${slash}`)).toEqual({ status: 200, body: { status: 'ok' } })
    const { body } = await call(`${service.url}/models${slash}?model_name=${encodeURIComponent('a&b + ção 😀')}`, post)
    expect(body).toMatchObject({ model_id: expect.any(Number) as number, model_name: 'a&b + ção 😀' })
    expect((await call(`${service.url}/ranking${slash}?model_id=${String(body['model_id'])}`)).status).toBe(404)
    expect(await call(`${service.url}/models/${String(body['model_id'])}${slash}`, remove)).toMatchObject({
      status: 200,
    })
    expect(await call(`${service.url}/models/${String(body['model_id'])}${slash}`, remove)).toMatchObject({
      status: 404,
    })
  }
})

describe('refusals', () => {
  test.each([
    ['no name', '/models', post, 422, 'model_name is missing'],
    ['an empty name', '/models?model_name=%20', post, 422, 'model_name must not be empty'],
    ['a long name', `/models?model_name=${'x'.repeat(256)}`, post, 422, 'at most 255'],
    ['a NUL', '/models?model_name=a%00', post, 422, 'NUL'],
    ['an unknown model', '/models/99', remove, 404, 'no model 99'],
    ['a model id that is none', '/models/abc', remove, 422, 'whole number'],
    ['a ranking of an unknown model', '/ranking?model_id=99', {}, 404, 'no model 99'],
    ['a ranking before any training', '/ranking?model_id=1', {}, 404, 'no ranking yet'],
    ['a ranking of nothing', '/ranking', {}, 422, 'model_id is missing'],
    [
      'training an unknown model',
      `/train?model_id=9&target_column=y&url=${callbackUrl}`,
      form({ file: 'a' }),
      404,
      'no model 9',
    ],
    ['no target', `/train?model_id=1&url=${callbackUrl}`, form({ file: 'a' }), 422, 'target_column is missing'],
    ['no callback', '/train?model_id=1&target_column=y', form({ file: 'a' }), 422, 'url is missing'],
    [
      'a callback to a file',
      '/train?model_id=1&target_column=y&url=file:///etc/passwd',
      form({ file: 'a' }),
      422,
      'http',
    ],
    [
      'no file',
      `/train?model_id=1&target_column=y&url=${callbackUrl}`,
      form({ other: 'a' }),
      422,
      'part file is missing',
    ],
    [
      'no multipart',
      `/train?model_id=1&target_column=y&url=${callbackUrl}`,
      { method: 'POST', body: '{}' },
      422,
      'multipart',
    ],
    [
      'a file too large',
      `/train?model_id=1&target_column=y&url=${callbackUrl}`,
      form({ file: 'x'.repeat(2_000) }),
      413,
      'too large',
    ],
    ['a page of a browser', '/ranking?model_id=1', { headers: { origin: 'http://evil.example' } }, 403, 'Browsers'],
    ['an unknown path', '/etc', {}, 404, 'Not Found'],
  ] as const)('%s', async (_, target, init, status, says) => {
    await using folder = await temporaryFolder()
    await using service = await startService(folder.path, { upload: { maxBytes: 1_000 } })
    await service.client.createModel('x')
    const answer = await call(`${service.url}${target}`, init)
    expect(answer).toEqual({ status, body: { error: expect.stringContaining(says) as string } })
    expect(await readdir(path.join(folder.path, 'uploads'))).toEqual([])
    expect(await readdir(path.join(folder.path, 'jobs'))).toEqual([])
  })
})

const head = [
  `POST /train?model_id=1&target_column=y&url=${callbackUrl} HTTP/1.1`,
  'Host: x',
  'Content-Type: multipart/form-data; boundary=B',
  'Content-Length: 100000',
  '',
  '--B',
  'Content-Disposition: form-data; name="file"; filename="x.csv"',
  '',
  'a,y\r\n1,2\r\n',
].join('\r\n')

test('an upload that is cut leaves no file and no training', async () => {
  await using folder = await temporaryFolder()
  await using service = await startService(folder.path)
  await service.client.createModel('x')
  const socket = net.connect(Number(new URL(service.url).port), '127.0.0.1')
  socket.write(head)
  await expect.poll(() => readdir(path.join(folder.path, 'uploads'))).toHaveLength(1)
  socket.destroy()
  await expect.poll(() => readdir(path.join(folder.path, 'uploads'))).toEqual([])
  expect(await readdir(path.join(folder.path, 'jobs'))).toEqual([])
})

test('an upload that stands still is given up', async () => {
  await using folder = await temporaryFolder()
  await using service = await startService(folder.path, { upload: { idle: 100 } })
  await service.client.createModel('x')
  const socket = net.connect(Number(new URL(service.url).port), '127.0.0.1')
  socket.write(head)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /)
  expect(await readdir(path.join(folder.path, 'uploads'))).toEqual([])
})
