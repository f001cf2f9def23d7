import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { limits } from '@alavanca/contract'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createModelServiceClient, type ModelServiceClient, type Timeouts } from '../src/client/index.ts'
import { freePort, type Handler, listen, readBody } from './support/listen.ts'

const clientOf = (baseUrl: string, timeouts: Partial<Timeouts> = {}): ModelServiceClient =>
  createModelServiceClient({ baseUrl, timeouts })

const answering =
  (status: number, body: string | Buffer, headers: Record<string, string> = {}): Handler =>
  (request, response) => {
    request.resume()
    response.writeHead(status, headers).end(body)
  }

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part
}

const training = (file: AsyncIterable<Uint8Array>, bytes: number) => ({
  modelId: 7,
  callbackUrl: 'http://127.0.0.1:1/webhook/treinamento/tok?a=1&b=2#x',
  targetColumn: 'Saída & <y>&url=http://evil',
  fileName: 'Média "mês" \r\n01.CSV',
  file,
  bytes,
})

/** Patience is measured by a clock of ours, so that it runs out when and only when a test says so. */
const stopClock = (): void => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

const verdict = async (listener: Handler, call: (client: ModelServiceClient) => Promise<unknown>) => {
  stopClock()
  await using server = await listen(listener)
  try {
    return await call(clientOf(server.url))
  } catch (error) {
    expect(String(error)).not.toMatch(/127\.0\.0\.1|fetch|undici|ECONN|socket/)
    return { kind: (error as { kind?: string }).kind, detail: (error as { detail?: string }).detail }
  }
}
const create = (client: ModelServiceClient) => client.createModel('x')
const train = (client: ModelServiceClient) => client.train(training(chunks('a,b\n1,2\n'), 8))
const rank = (client: ModelServiceClient) => client.ranking(1)
const cut: Handler = (_, response) => response.destroy()
const hang: Handler = (request) => request.resume().once('end', () => vi.advanceTimersByTime(20_000))
const half: Handler = (_, response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"model_id"', () => response.destroy())
}

const remove = (client: ModelServiceClient) => client.deleteModel(3)
const broken = async function* () {
  yield Buffer.from('a')
  throw new Error('disk on fire')
}

describe('what is sent', () => {
  test('names and targets arrive unharmed, below any path prefix', async () => {
    const seen: URL[] = []
    await using server = await listen((request, response) => {
      seen.push(new URL(request.url ?? '', 'http://x'))
      response.writeHead(201).end('{"model_id": 5, "extra": true}')
    })
    const name = 'Forno & Cia +1% ção 😀 ?url=x#y'
    for (const base of [server.url, `${server.url}/`, `${server.url}/a/b`, `${server.url}/a/b/`]) {
      expect(await clientOf(base).createModel(name)).toEqual({ modelId: 5 })
    }
    expect(seen.map(({ pathname }) => pathname)).toEqual(['/models', '/models', '/a/b/models', '/a/b/models'])
    for (const { searchParams } of seen) expect([...searchParams]).toEqual([['model_name', name]])
  })

  test('a training carries exact length, the file byte by byte, and one part called file', async () => {
    const seen: { request: IncomingMessage; body: Buffer }[] = []
    await using server = await listen(async (request, response) => {
      seen.push({ request, body: await readBody(request) })
      response.end('{"message": "ok"}')
    })
    const file = Buffer.from('\uFEFFa;b\r\n1,5;ç\r\n')
    await clientOf(server.url).train(training(chunks(file.subarray(0, 3), file.subarray(3)), file.length))
    const { request, body } = seen[0] ?? {}
    expect(request?.headers['content-length']).toBe(String(body?.length))
    expect(request?.headers['transfer-encoding']).toBeUndefined()
    expect([...new URL(request?.url ?? '', 'http://x').searchParams]).toEqual([
      ['model_id', '7'],
      ['url', 'http://127.0.0.1:1/webhook/treinamento/tok?a=1&b=2#x'],
      ['target_column', 'Saída & <y>&url=http://evil'],
    ])
    const form = await new Response(body, {
      headers: { 'content-type': String(request?.headers['content-type']) },
    }).formData()
    const part = form.get('file') as File
    expect([...form.keys()]).toEqual(['file'])
    expect(part.name).toBe('Media_mes_01.csv')
    expect(part.type).toBe('text/csv')
    expect(Buffer.from(await part.arrayBuffer()).equals(file)).toBe(true)
  })

  test('a large file streams: the source is read no faster than the service reads', async () => {
    let produced = 0
    const chunk = Buffer.alloc(1 << 20, 'x')
    const source = async function* () {
      for (let i = 0; i < 64; i++) {
        produced += chunk.length
        yield chunk
      }
    }
    let producedWhilePaused = 0
    await using server = await listen(async (request, response) => {
      await once(request, 'readable')
      // The socket buffers fill; once the source has not moved for a turn of the loop it is being held back.
      for (let before = -1; before !== produced;) {
        before = produced
        for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
      }
      producedWhilePaused = produced
      const body = await readBody(request)
      response.end(JSON.stringify({ received: body.length }))
    })
    await clientOf(server.url).train(training(source(), 64 << 20))
    expect(producedWhilePaused).toBeLessThan(32 << 20)
    expect(produced).toBe(64 << 20)
  })
})

describe('what is understood', () => {
  test.each([
    ['an error with status 200', answering(200, '{"error": "nome repetido"}'), create, 'rejected', 'nome repetido'],
    ['an error with status 200 to a training', answering(200, '{"error": "cheio"}'), train, 'rejected', 'cheio'],
    ['an error instead of a ranking', answering(200, '{"error": "sem modelo"}'), rank, 'rejected', 'sem modelo'],
    ['a 4xx of FastAPI', answering(404, '{"detail": "Not Found"}'), rank, 'rejected', 'Not Found'],
    ['a 422 with a list', answering(422, '{"detail": [1]}'), create, 'rejected', '{"detail": [1]}'],
    ['a 500', answering(500, 'Internal Server Error'), train, 'unknown', 'Internal Server Error'],
    [
      'a redirect',
      answering(307, '', { location: 'http://127.0.0.1:1/' }),
      create,
      'invalid',
      'The call was redirected elsewhere.',
    ],
    ['no JSON', answering(200, '<html>'), create, 'invalid', 'The answer is not JSON.'],
    [
      'no model id',
      answering(200, '{"model_id": "seven"}'),
      create,
      'invalid',
      'model_id: Invalid input: expected number, received string',
    ],
    ['a training answered in HTML', answering(200, '<html>'), train, 'unknown', 'The answer is not JSON.'],
    [
      'a ranking that is none',
      answering(200, '{"ranking": []}'),
      rank,
      'invalid',
      'answer: Invalid input: expected array, received object',
    ],
    [
      'an item without a feature',
      answering(200, '[{"score_final": 1}]'),
      rank,
      'invalid',
      '0.feature: Invalid input: expected string, received undefined',
    ],
    ['a cut before the answer', cut, create, 'unknown', undefined],
    ['a cut inside the answer', half, create, 'unknown', undefined],
    ['a training cut', cut, train, 'unknown', undefined],
    ['silence', hang, rank, 'unknown', undefined],
    ['silence behind a training', hang, train, 'unknown', undefined],
  ] as const)('%s', async (_, listener, call, kind, detail) => {
    expect(await verdict(listener, call)).toEqual({ kind, detail })
  })

  test('a ranking nested too deep, too wide or too long is invalid', async () => {
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])))
    for (const extra of [deep, wide]) {
      expect(await verdict(answering(200, `[{"feature":"a","x":${extra}}]`), rank)).toMatchObject({ kind: 'invalid' })
    }
    const bomb = Buffer.alloc(limits.rankingBytes + 1, ' ')
    expect(await verdict(answering(200, bomb), rank)).toMatchObject({
      kind: 'invalid',
      detail: expect.stringContaining('exceeds') as string,
    })
  })

  test('a ranking keeps its text, order and unknown fields; bare NaN becomes null', async () => {
    const text =
      '[ {"feature":"a","score_final":1.0,"big":12345678901234567890},\n {"feature":"NaN, \\"b\\"","new":[1]} ]'
    expect(await verdict(answering(200, text), rank)).toMatchObject({
      body: text,
      items: [{ feature: 'a' }, { new: [1] }],
    })
    const python = '[{"feature":"NaN \\" Infinity","importance_native":NaN,"x":-Infinity}]'
    expect(await verdict(answering(200, python), rank)).toEqual({
      body: '[{"feature":"NaN \\" Infinity","importance_native":null,"x":null}]',
      items: [{ feature: 'NaN " Infinity', importance_native: null, x: null }],
    })
  })

  test('deleting what is gone is fine, a refusal is not', async () => {
    expect(await verdict(answering(200, ''), remove)).toBeUndefined()
    expect(await verdict(answering(404, 'x'), remove)).toBeUndefined()
    expect(await verdict(answering(200, '{"error":"busy"}'), remove)).toEqual({ kind: 'rejected', detail: 'busy' })
    expect(await verdict(answering(503, ''), remove)).toMatchObject({ kind: 'unknown' })
  })
})

describe('delivery', () => {
  test('a refused connection and an unknown host were certainly not delivered', async () => {
    const port = await freePort()
    const kind = 'unreachable'
    await expect(clientOf(`http://127.0.0.1:${port}`).createModel('x')).rejects.toMatchObject({ kind })
    await expect(clientOf(`http://127.0.0.1:${port}`).train(training(chunks('a'), 1))).rejects.toMatchObject({ kind })
    await expect(clientOf('http://nowhere.invalid').ranking(1)).rejects.toMatchObject({ kind })
  })

  test('a service that answers before it has read still gets the whole file', async () => {
    const received: number[] = []
    await using server = await listen(async (request, response) => {
      response.end('{}')
      received.push((await readBody(request)).length)
    })
    const size = 8 << 20
    await clientOf(server.url).train(training(chunks(Buffer.alloc(size / 2), Buffer.alloc(size / 2)), size))
    await expect.poll(() => received[0]).toBeGreaterThan(size)
  })

  test('a refusal before the file was read is understood, and ends the sending', async () => {
    let closed = false
    const endless = async function* () {
      try {
        for (;;) yield Buffer.alloc(1 << 16)
      } finally {
        closed = true
      }
    }
    await using server = await listen((_, response) => {
      response.writeHead(413).end('{"error":"too large"}')
    })
    const failed = clientOf(server.url).train(training(endless(), 1 << 30))
    await expect(failed).rejects.toMatchObject({ kind: 'rejected', detail: 'too large' })
    await expect.poll(() => closed).toBe(true)
  })

  test('an aborted call ends with the reason of its signal', async () => {
    const abort = new AbortController()
    await using server = await listen(() => abort.abort(new Error('machine deleted')))
    await expect(clientOf(server.url).ranking(1, { signal: abort.signal })).rejects.toThrow('machine deleted')
  })

  test('a file that cannot be read, or has another length, is no fault of the service', async () => {
    await using server = await listen(async (request, response) => {
      await readBody(request).catch(() => {})
      response.end('{}')
    })
    const client = clientOf(server.url)
    await expect(client.train(training(broken(), 10))).rejects.toThrow('disk on fire')
    await expect(client.train(training(chunks('abc'), 10))).rejects.toThrow(RangeError)
    await expect(client.train(training(chunks('abc'), 2))).rejects.toThrow(RangeError)
  })
})

describe('an answer that begins and never ends', () => {
  const trickle =
    (onDrip = () => {}): Handler =>
    (request, response) => {
      request.resume()
      response.writeHead(200, { 'content-type': 'application/json' })
      const drip = setInterval(() => response.write(' ', onDrip), 20)
      response.once('close', () => clearInterval(drip))
    }

  // An error of the request that nobody hears would end the process, and fail this run as unhandled.
  test('is given up in time, however alive it looks', async () => {
    stopClock()
    await using server = await listen(trickle(() => vi.advanceTimersByTime(4_000)))
    const client = clientOf(server.url, { answer: 10_000 })
    await expect(client.createModel('x')).rejects.toMatchObject({ kind: 'unknown' })
    await expect(client.deleteModel(1)).rejects.toMatchObject({ kind: 'unknown' })
    await expect(client.ranking(1)).rejects.toMatchObject({ kind: 'unknown' })
  })

  test('is left when the caller asks', async () => {
    await using server = await listen(trickle())
    const leaving = new AbortController()
    const call = clientOf(server.url).ranking(1, { signal: leaving.signal })
    setImmediate(() => leaving.abort(new Error('enough')))
    await expect(call).rejects.toThrow('enough')
  })
})
