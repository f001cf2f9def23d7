import { datasets } from './datasets.ts'
import { publicShape, router } from './init.ts'
import { machines } from './machines.ts'
import { ranking } from './ranking.ts'
import { training } from './training.ts'

// Sub-routers are plain records: t.router() would write the server's context into their types.
export const appRouter = router({ machines, datasets, training, ranking })

const publicRouter = publicShape(appRouter)
export type AppRouter = typeof publicRouter
