import type { HttpBindings } from '@hono/node-server'
import type { Deps } from '../deps.ts'

export interface Env {
  Bindings: HttpBindings
  Variables: { deps: Deps; requestId: string }
}
