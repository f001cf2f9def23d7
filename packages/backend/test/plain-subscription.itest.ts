import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { changeBounds } from '../src/db/queries/changes.ts'
import { answerSubscription } from '../src/http/trpc-subscription.ts'
import { appRouter } from '../src/trpc/router.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { newMachine, patient } from './support/steps.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)

interface LogLine {
  msg: string
  path: string
  err: { code: string }
}

let harness: Harness
let last: number
/** Of the server. */
const lines: LogLine[] = []
beforeAll(async () => {
  const at = new Date()
  const log = pino({ level: 'warn' }, { write: (line) => lines.push(JSON.parse(line) as LogLine) })
  harness = await startHarness({}, { now: () => at, log })
  for (let n = 0; n < 5; n++) await newMachine(harness)
  ;({ last } = await changeBounds(harness.backend.deps.database.db))
})
afterAll(() => harness.close())

/** What an error handler is told, as far as it is logged. */
type Logged = { path: string | undefined; code: string }[]

/** The answer of tRPC's own handler, with nothing of ours but the router. */
const reference = (req: Request, logged: Logged): Promise<Response> =>
  fetchRequestHandler({
    endpoint: '/trpc',
    req,
    router: appRouter,
    createContext: () => ({ deps: harness.backend.deps }),
    maxBatchSize: 10,
    onError: ({ type, path, error: { code } }) => {
      if (type === 'subscription') logged.push({ path, code })
    },
  })

const plain = (req: Request, logged: Logged): Promise<Response | undefined> =>
  answerSubscription(req, {
    router: appRouter,
    ctx: { deps: harness.backend.deps },
    onError: ({ path, error: { code } }) => logged.push({ path, code }),
  })

/** Through the server, with what it logs. */
const served = async (
  req: Request,
  logged: Logged,
  read: (response: Response) => Promise<unknown>,
): Promise<unknown> => {
  lines.length = 0
  const answer = await read(await fetch(req))
  for (const { msg, path, err } of lines) if (msg === 'a live stream ended') logged.push({ path, code: err.code })
  return answer
}

/** The stream until it ends, or has told what happened last. */
const textOf = async ({ body }: Response): Promise<string> => {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    if (text.includes(`\nid: ${last}\n\n\n`)) break
  }
  return text
}

const told = async (response: Response) => ({
  status: response.status,
  vary: (response.headers.get('vary') ?? '').split(', ').filter((name) => name !== '' && name !== 'Origin'),
  headers: ['content-type', 'cache-control', 'x-accel-buffering', 'allow'].map((name) => response.headers.get(name)),
  connection: response.headers.get('connection'),
  body: await textOf(response),
})

const ids = ['0', '1', '2', '3', '4', '999999999', 'x', '-1', '1.5', ' 2', '']
const inputs = [
  '{"json":{}}',
  '{}',
  'null',
  '7',
  '"1"',
  '[]',
  '{',
  ' ',
  '{"json":null}',
  '{"json":7}',
  '{"json":[]}',
  '{"json":{"lastEventId":null}}',
  '{"json":{"lastEventId":2}}',
  '{"json":{"other":1,"__proto__":{"lastEventId":"1"}}}',
  '{"json":{"lastEventId":null},"meta":{"values":{"lastEventId":["undefined"]},"v":1}}',
  '{"json":{"lastEventId":"/a/"},"meta":{"values":{"lastEventId":["regexp"]}}}',
  '{"0":{"json":{"lastEventId":"1"}}}',
  ...ids.map((id) => JSON.stringify({ json: { lastEventId: id } })),
]
const request = fc.record({
  path: fc.oneof(
    { weight: 8, arbitrary: fc.constant('training.changes') },
    fc.constantFrom('training.changes/', '/training.changes', 'training%2Echanges', 'training.changes,training.list'),
  ),
  input: fc.option(fc.constantFrom(...inputs), { freq: 4 }),
  more: fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    fc.constantFrom(...ids.map((id) => `lastEventId=${id}`), ...ids.map((id) => `Last-Event-Id=${id}`)),
    fc.constantFrom(
      'batch=1',
      'batch=0',
      'connectionParams={}',
      'connectionParams={',
      'lastEventId=1&lastEventId=2',
      '%',
    ),
  ),
  headers: fc.oneof(
    { weight: 2, arbitrary: fc.constant<Record<string, string>>({}) },
    fc.constantFrom(...ids).map((id): Record<string, string> => ({ accept: 'text/event-stream', 'last-event-id': id })),
    fc.constantFrom<Record<string, string>[]>(
      { accept: 'text/html, application/jsonl' },
      { 'trpc-accept': 'application/jsonl' },
      { 'content-type': 'application/json' },
      { 'content-type': 'Application/JSON; charset=utf-8', 'last-event-id': '1' },
      { 'content-type': 'text/plain' },
    ),
  ),
  method: fc.oneof({ weight: 12, arbitrary: fc.constant('GET') }, fc.constantFrom('HEAD', 'PUT', 'DELETE')),
})

test(
  `every answer to a subscription is the one of tRPC's own handler (SEED=${seed})`,
  { timeout: 240_000 },
  async () => {
    // Only one that has seen everything is told nothing, so that there would be nothing to wait for.
    expect(ids).not.toContain(String(last))
    const compared = { resumed: 0, reset: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(request, async ({ path, input, more, headers, method }) => {
        const query = [input === null ? '' : `input=${encodeURIComponent(input)}`, more].filter(Boolean).join('&')
        const asked = () => new Request(`${harness.url}/trpc/${path}${query && `?${query}`}`, { method, headers })
        const logged: Record<'theirs' | 'ours' | 'served', Logged> = { theirs: [], ours: [], served: [] }
        const expected = await told(await reference(asked(), logged.theirs))
        const ours = await plain(asked(), logged.ours)
        if (ours) {
          expect(await told(ours)).toEqual(expected)
          expect(logged.ours).toEqual(logged.theirs)
          if (expected.body.includes('serialized-error')) compared.refused++
          else compared[expected.body.includes('"reset"') ? 'reset' : 'resumed']++
        }
        const [type, cache, ...rest] = expected.headers
        // The server names a type where tRPC names none, lets nothing be kept, and says what becomes of the connection.
        const named = type ?? (expected.body === '' ? null : 'text/plain; charset=UTF-8')
        expect(await served(asked(), logged.served, told)).toEqual({
          ...expected,
          headers: [named, cache ?? 'no-store', ...rest],
          connection: expected.connection ?? expect.any(String),
        })
        expect(logged.served).toEqual(logged.theirs)
      }),
      { numRuns: 400, seed },
    )
    // Not a comparison of tRPC with itself alone: some 70 each, and whatever the seed, more than this.
    expect(Math.min(...Object.values(compared))).toBeGreaterThan(10)
    // Whoever left is no longer served.
    await vi.waitFor(() => expect(harness.backend.deps.changes.subscribers()).toBe(0), patient)
  },
)

test('a fault of the database is told alike, and logged alike', async () => {
  const { deps } = harness.backend
  const asked = () => new Request(`${harness.url}/trpc/training.changes`)
  const logged: Record<'theirs' | 'served', Logged> = { theirs: [], served: [] }
  await deps.database.db.schema.alterTable('changes').renameTo('away').execute()
  try {
    const expected = await told(await reference(asked(), logged.theirs))
    expect(expected.body).toContain('event: serialized-error')
    expect(await served(asked(), logged.served, told)).toEqual(expected)
    expect(logged.served).toEqual(logged.theirs)
    expect(logged.served).toEqual([{ path: 'training.changes', code: 'INTERNAL_SERVER_ERROR' }])
  } finally {
    await deps.database.db.schema.alterTable('away').renameTo('changes').execute()
  }
})

/** Reads to the end, and keeps what was said so far. */
const follow = (response: Response | undefined) => {
  const heard = { text: '', ended: Promise.resolve() }
  const decoder = new TextDecoder()
  const read = async () => {
    for await (const bytes of response?.body ?? []) heard.text += decoder.decode(bytes, { stream: true })
  }
  heard.ended = read()
  return heard
}

test('who aborts the request is served no longer', async () => {
  const { deps } = harness.backend
  for (const answer of [reference, plain]) {
    const left = new AbortController()
    const logged: Logged = []
    const response = await answer(new Request(`${harness.url}/trpc/training.changes`, { signal: left.signal }), logged)
    const heard = follow(response)
    await vi.waitFor(() => expect(heard.text).toContain('"reset"'), patient)
    expect(deps.changes.subscribers()).toBe(1)
    left.abort()
    await heard.ended
    await vi.waitFor(() => expect(deps.changes.subscribers()).toBe(0), patient)
    expect(heard.text).not.toContain('event: return')
    expect(logged).toEqual([])
  }
})

test('a change is told alike to all who listen, and so is the end of the server', async () => {
  const { deps } = harness.backend
  const asked = () => new Request(`${harness.url}/trpc/training.changes`)
  const logged: Record<'theirs' | 'ours', Logged> = { theirs: [], ours: [] }
  const answers = [await reference(asked(), logged.theirs), await plain(asked(), logged.ours), await fetch(asked())]
  const all = answers.map(follow)
  await vi.waitFor(() => expect(all.map(({ text }) => text.includes('"reset"'))).toEqual([true, true, true]), patient)
  const { id } = await newMachine(harness, 'Torno')
  const event = `"kind":"machine_created","machineId":${id},`
  await vi.waitFor(() => expect(all.map(({ text }) => text.includes(event))).toEqual([true, true, true]), patient)
  await deps.changes.stop()
  await Promise.all(all.map(({ ended }) => ended))
  const [theirs, ...others] = all.map(({ text }) => text)
  expect(theirs).toContain('SERVICE_UNAVAILABLE')
  expect(others).toEqual([theirs, theirs])
  expect(logged.ours).toEqual(logged.theirs)
})
