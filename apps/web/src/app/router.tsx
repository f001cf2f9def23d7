import { createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { machineList } from '../features/machines/machines-queries.ts'
import { parseMachinesSearch } from '../features/machines/machines-search.ts'
import { trainingHistory } from '../features/training/training-queries.ts'
import { trpc } from '../shared/api/api.ts'
import { queryClient } from '../shared/api/query-client.ts'
import { CrashScreen } from './crash-screen.tsx'
import { NotFoundScreen } from './not-found-screen.tsx'
import { RootLayout } from './root-layout.tsx'
import {
  parseDataSearch,
  parseId,
  parseMachineSearch,
  parseResultSearch,
  parseSearch,
  stringifySearch,
} from './route-params.ts'

const root = createRootRoute({ component: RootLayout })

const machines = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: parseMachinesSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => {
    void queryClient.prefetchQuery(machineList(trpc, deps))
  },
  component: lazyRouteComponent(() => import('./machines-page.tsx'), 'MachinesPage'),
})

const machine = createRoute({
  getParentRoute: () => root,
  path: '/machines/$machineId',
  params: {
    parse: ({ machineId }) => ({ machineId: parseId(machineId) }),
    stringify: ({ machineId }) => ({ machineId: String(machineId) }),
  },
  beforeLoad: ({ params }) => refuseNoId(params.machineId),
  loader: ({ params: { machineId } }) => {
    void queryClient.prefetchQuery(trpc.machines.get.queryOptions({ machineId }))
  },
  component: lazyRouteComponent(() => import('./machine-layout.tsx'), 'MachineLayout'),
})

const machineResult = createRoute({
  getParentRoute: () => machine,
  path: '/',
  validateSearch: parseMachineSearch,
  component: lazyRouteComponent(() => import('./machine-result-page.tsx'), 'MachineResultPage'),
})

const machineHistory = createRoute({
  getParentRoute: () => machine,
  path: '/history',
  loader: ({ params: { machineId } }) => {
    void queryClient.prefetchInfiniteQuery(trainingHistory(trpc, machineId))
  },
  component: lazyRouteComponent(() => import('./machine-history-page.tsx'), 'MachineHistoryPage'),
})

const machineData = createRoute({
  getParentRoute: () => machine,
  path: '/data',
  validateSearch: parseDataSearch,
  component: lazyRouteComponent(() => import('./machine-data-page.tsx'), 'MachineDataPage'),
})

const training = createRoute({
  getParentRoute: () => root,
  path: '/machines/$machineId/trainings/$trainingId',
  validateSearch: parseResultSearch,
  params: {
    parse: ({ machineId, trainingId }) => ({ machineId: parseId(machineId), trainingId: parseId(trainingId) }),
    stringify: ({ machineId, trainingId }) => ({ machineId: String(machineId), trainingId: String(trainingId) }),
  },
  beforeLoad: ({ params }) => {
    refuseNoId(params.machineId)
    refuseNoId(params.trainingId)
  },
  loader: ({ params: { trainingId } }) => {
    void queryClient.prefetchQuery(trpc.training.get.queryOptions({ trainingId }))
  },
  component: lazyRouteComponent(() => import('./training-page.tsx'), 'TrainingPage'),
})

const refuseNoId = (id: number): void => {
  // The router's own signal, which it expects to be thrown.
  // oxlint-disable-next-line typescript/only-throw-error
  if (id === 0) throw notFound()
}

export const router = createRouter({
  routeTree: root.addChildren([machines, machine.addChildren([machineResult, machineHistory, machineData]), training]),
  basepath: import.meta.env.BASE_URL,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  // The query cache knows what is fresh; the router is to ask it every time.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFoundScreen,
  defaultErrorComponent: CrashScreen,
})

/** Fetches the code of the other pages while nothing else is to be done, so that a lost network does not lose them. */
export const loadPages = async (): Promise<void> => {
  await Promise.allSettled(Object.values(router.routesById).map(async (route) => router.loadRouteChunk(route)))
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
