import { EventSource } from 'eventsource'
import { createClient as createBrowserClient, type Client, type ClientOptions } from './client.ts'

export * from './index.ts'

/** As `createClient` of the main entry, with the EventSource that Node lacks, so that subscriptions work. */
export const createClient = (options: Omit<ClientOptions, 'EventSource'>): Client =>
  createBrowserClient({ ...options, EventSource })
