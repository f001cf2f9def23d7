import { type AppRouter, createClient } from '@alavanca/api'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { queryClient } from './query-client.ts'

/** Where the server is: always this page's own origin, in development through Vite's proxy. */
export const baseUrl = location.origin

export const client = createClient({ baseUrl })

/** Query, mutation and cache key options of every procedure. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient })
export type Trpc = typeof trpc
