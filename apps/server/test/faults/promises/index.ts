import type { PromiseTest } from '../support/promise.ts'
import { forgeries } from './forgeries.ts'
import { uploads } from './uploads.ts'
import { webhooks } from './webhooks.ts'

/** In the order of their numbers. */
export const promises: readonly PromiseTest[] = [uploads, webhooks, forgeries]
