import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Crew } from '../src/index.ts'

/** A crew of helper threads that run helper.ts, or what it is bundled to. */
export const hire = (helpers: number): Crew =>
  new Crew(helpers, () => new Worker(new URL(`helper${extname(import.meta.url)}`, import.meta.url)))
