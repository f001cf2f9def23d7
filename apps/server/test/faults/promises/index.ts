import type { PromiseTest } from '../support/promise.ts'
import { deadlines } from './deadlines.ts'
import { forgeries } from './forgeries.ts'
import { live } from './live.ts'
import { memory } from './memory.ts'
import { modelService } from './model-service.ts'
import { outage } from './outage.ts'
import { restarts } from './restarts.ts'
import { slowClients } from './slow-clients.ts'
import { uploads } from './uploads.ts'
import { webhooks } from './webhooks.ts'

/** What becomes of files and callbacks. */
export const ofTrainings: readonly PromiseTest[] = [uploads, webhooks, forgeries, deadlines, modelService, memory]

/** What becomes of those who are connected. */
export const ofConnections: readonly PromiseTest[] = [outage, live, restarts, slowClients]

export const promises: readonly PromiseTest[] = [...ofTrainings, ...ofConnections]
