import type { AppRouter } from '@alavanca/backend/router'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client'
import superjson from 'superjson'

export type { AppRouter } from '@alavanca/backend/router'

/** The typed client: `client.machines.list.query({...})`. */
export type Client = TRPCClient<AppRouter>

export interface ClientOptions {
  /** Where the server answers, `http://127.0.0.1:8001` or '' for the page's own origin. */
  baseUrl: string
  /** For runtimes without a global EventSource (Node): the `eventsource` package's class, version 5 or later. */
  EventSource?: typeof EventSource
}

/** Most calls in one request; the server refuses more. */
const maxItems = 10

/** A client for every procedure; subscriptions run over server-sent events and resume where they broke off. */
export const createClient = ({ baseUrl, EventSource: Source }: ClientOptions): Client => {
  const url = `${baseUrl.replace(/\/$/, '')}/trpc`
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({ url, transformer: superjson, ...(Source ? { EventSource: Source } : {}) }),
        false: httpBatchLink({ url, transformer: superjson, maxItems, maxURLLength: 8_000 }),
      }),
    ],
  })
}
