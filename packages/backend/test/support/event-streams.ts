import { getTRPCErrorFromUnknown, getTRPCErrorShape, initTRPC } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { streamEvents } from '../../src/http/trpc-events.ts'
import { transformer } from '../../src/trpc/transformer.ts'

/** One subscription as two streams: what tRPC makes of it, and what we make of it. */

export type Source = (signal: AbortSignal) => AsyncIterable<unknown, void>

export interface Opened {
  body: ReadableStream<Uint8Array>
  /** Codes of the errors that the server was told of. */
  errors: string[]
  /** Aborts the request. */
  abort: () => void
}

export type Open = (source: Source, lastEventId?: string | null) => Promise<Opened>

export const settings = { ping: { enabled: true, intervalMs: 100 }, client: { reconnectAfterInactivityMs: 1_000 } }
const t = initTRPC.create({ transformer, sse: settings })
const routerOf = (source: Source) =>
  t.router({ a: t.procedure.subscription(({ signal = AbortSignal.abort() }) => source(signal)) })

/** By tRPC's own handler. */
export const openTheirs: Open = async (source, lastEventId = null) => {
  const errors: string[] = []
  const left = new AbortController()
  const headers = lastEventId === null ? {} : { 'last-event-id': lastEventId }
  const { body } = await fetchRequestHandler({
    endpoint: '',
    req: new Request('http://x/a', { signal: left.signal, headers }),
    router: routerOf(source),
    onError: ({ error }) => errors.push(error.code),
  })
  if (!body) throw new Error('no body')
  return { body, errors, abort: () => left.abort() }
}

export const openOurs: Open = async (source, lastEventId = null) => {
  const errors: string[] = []
  const left = new AbortController()
  const { _def: definition } = routerOf(source)
  const { _config: config } = definition
  const body = streamEvents(source(left.signal), {
    settings: config.sse,
    lastEventId,
    describe: (cause) => {
      const error = getTRPCErrorFromUnknown(cause)
      errors.push(error.code)
      return getTRPCErrorShape({ config, ctx: {}, error, input: undefined, path: 'a', type: 'subscription' })
    },
    signal: left.signal,
    onCancel: () => left.abort(),
  })
  return Promise.resolve({ body, errors, abort: () => left.abort() })
}

export const both: [string, Open][] = [
  ['tRPC', openTheirs],
  ['ours', openOurs],
]

/** Without the stack of an error, which names files. */
export const read = async ({ body }: Opened): Promise<string> =>
  (await new Response(body).text()).replaceAll(/"stack":"(?:[^"\\]|\\.)*"/g, '"stack":""')
