import type { Deps } from '../deps.ts'

/** What procedures hand to verbs. */
export interface Context {
  deps: Deps
}
