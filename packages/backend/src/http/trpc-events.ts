import { isTrackedEnvelope, type AnyTRPCRouter } from '@trpc/server'
import { serialize } from '../trpc/transformer.ts'

/** As an encoder makes them: with a buffer of their own. */
type Bytes = Uint8Array<ArrayBuffer>

interface Options {
  /** Of the router. */
  settings: AnyTRPCRouter['_def']['_config']['sse']
  lastEventId: string | null
  /** An error as the client is told of it. */
  describe: (cause: unknown) => unknown
  /** Aborts once the client has left, and when `onCancel` is called. */
  signal: AbortSignal
  onCancel: () => void
}

interface Event {
  event?: string
  data: string
  id?: string
}

const encoder = new TextEncoder()

/** The order of the lines and the empty ones are tRPC's. */
const toText = ({ event, data, id }: Event): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n${id === undefined ? '' : `id: ${id}\n`}\n\n`

const toBytes = (...events: Event[]): Bytes => encoder.encode(events.map(toText).join(''))

const toJson = (value: unknown): string => JSON.stringify(serialize(value))

const ping = toBytes({ event: 'ping', data: '' })
const returned = toBytes({ event: 'return', data: '' })
const toError = (shape: unknown): Bytes => toBytes({ event: 'serialized-error', data: toJson(shape) })

const written = new WeakMap<object, { id: string; bytes: Bytes }>()

/** Written once for all who get it: what has an id is the same for each of them, and does not change. */
const trackedBytes = (id: string, data: unknown): Bytes => {
  if (typeof data !== 'object' || data === null) return toBytes({ data: toJson(data), id })
  const known = written.get(data)
  if (known?.id === id) return known.bytes
  const bytes = toBytes({ data: toJson(data), id })
  written.set(data, { id, bytes })
  return bytes
}

/** An id that could not be sent back as a header is none. */
const isId = (text: string): boolean => text !== '' && !/[\0\n\r]/.test(text)

const createWriter = (lastEventId: string | null): ((value: unknown) => Bytes) => {
  let last = lastEventId !== null && isId(lastEventId) ? lastEventId : undefined
  return (value) => {
    if (isTrackedEnvelope(value)) {
      const [id, data] = value
      last = id
      return trackedBytes(id, data)
    }
    const data = toJson(value)
    // A browser gives an event without an id the last one it saw, so it is taken back and set again.
    if (last === undefined) return toBytes({ data })
    return toBytes({ data, id: '' }, { event: 'restore-id', data: '', id: last })
  }
}

const isAbortError = (cause: unknown): boolean => cause instanceof Error && cause.name === 'AbortError'

/** tRPC's stream of server-sent events in one web stream, which asks for the next event once the last was taken. */
export const streamEvents = (
  events: AsyncIterable<unknown>,
  { settings, lastEventId, describe, signal, onCancel }: Options,
): ReadableStream<Bytes> => {
  const iterator = events[Symbol.asyncIterator]()
  const write = createWriter(lastEventId)
  let pings: NodeJS.Timeout | undefined
  let isOpen = true
  const end = (controller: ReadableStreamDefaultController<Bytes>, bytes?: Bytes) => {
    if (!isOpen) return
    isOpen = false
    clearInterval(pings)
    if (bytes) controller.enqueue(bytes)
    controller.close()
  }
  return new ReadableStream({
    start: (controller) => {
      const leave = () => {
        end(controller)
        // One that waits to be asked for its next event does not notice that the signal aborts.
        iterator.return?.().catch(describe)
      }
      if (signal.aborted) {
        leave()
        return
      }
      signal.addEventListener('abort', leave, { once: true })
      controller.enqueue(toBytes({ event: 'connected', data: JSON.stringify(settings?.client ?? {}) }))
      if (settings?.ping?.enabled !== true) return
      pings = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(ping)
      }, settings.ping.intervalMs)
    },
    pull: async (controller) => {
      try {
        const { done, value } = await iterator.next()
        if (!isOpen) return
        if (done) {
          end(controller, returned)
          return
        }
        controller.enqueue(write(value))
        pings?.refresh()
      } catch (cause) {
        end(controller, isAbortError(cause) ? undefined : toError(describe(cause)))
        await iterator.return?.()
      }
    },
    cancel: () => {
      isOpen = false
      clearInterval(pings)
      onCancel()
    },
  })
}
