import type { AppRouter } from '@alavanca/api'
import type { Machine, MachinePage, MachineStatus } from '@alavanca/contract'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { createTRPCClient, httpLink } from '@trpc/client'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { expect, it, vi } from 'vitest'
import { applyChange } from './apply-change.ts'
import { unlistMachine } from './listed-machines.ts'
import { aChange, aMachine, aPage } from './testing/factories.ts'

/** A guard against hanging. */
const patient = { timeout: 60_000 }

const same = (value: unknown) => value

/** A page that somebody looks at, and a server that knows one machine. */
const setUp = (
  page: MachinePage,
  { server = aMachine(), status }: { server?: Machine; status?: MachineStatus } = {},
) => {
  const asked: string[] = []
  const fetch = (url: URL | RequestInfo) => {
    asked.push(new URL(new Request(url).url).pathname)
    return Promise.resolve(Response.json({ result: { data: server } }))
  }
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  const transformer = { serialize: same, deserialize: same }
  const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: 'http://localhost', transformer, fetch })] })
  const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient })
  const options = trpc.machines.list.queryOptions({ limit: 50, ...(status === undefined ? {} : { status }) })
  queryClient.setQueryData(options.queryKey, page, { updatedAt: 1 })
  new QueryObserver(queryClient, { ...options, queryFn: () => page }).subscribe(() => undefined)
  const reread = vi.fn<() => void>()
  return {
    asked,
    reread,
    apply: (change: Parameters<typeof applyChange>[2]) => applyChange(queryClient, trpc, change, reread),
    unlist: (id: number) => unlistMachine(queryClient, trpc, id),
    shown: () => queryClient.getQueryData(options.queryKey),
    state: () => queryClient.getQueryState(options.queryKey),
  }
}

const twoRows = () => aPage([aMachine({ id: 2, latestTraining: null }), aMachine()])
const names = (page: MachinePage | undefined) => page?.items.map(({ id, status }) => `${id} ${status}`)

it('shows a new status where the row stands, and asks the server nothing', () => {
  const { apply, asked, reread, shown, state } = setUp(twoRows())
  apply(aChange('training', { progress: 0.4 }))
  expect(names(shown())).toEqual(['2 queued', '1 training'])
  expect(shown()?.items[1]?.latestTraining?.progress).toBe(0.4)
  expect(asked).toEqual([])
  expect(reread).not.toHaveBeenCalled()
  expect(state()).toMatchObject({ isInvalidated: true, dataUpdatedAt: 1, fetchStatus: 'idle' })
  apply(aChange('training', { progress: 0.5 }))
  expect(state()?.isInvalidated).toBe(true)
})

it('asks for the one machine whose result the event does not tell', async () => {
  const lastResult = { trainingId: 7, target: 't', r2: 0.9, leadingFeature: 'cement', finishedAt: new Date(0) }
  const server = aMachine({ status: 'completed', lastResult })
  const { apply, asked, reread, shown } = setUp(twoRows(), { server })
  apply(aChange('completed'))
  expect(names(shown())).toEqual(['2 queued', '1 completed'])
  await vi.waitFor(() => expect(shown()?.items[1]?.lastResult?.leadingFeature).toBe('cement'), patient)
  expect(asked).toEqual(['/machines.get'])
  expect(reread).not.toHaveBeenCalled()
})

it('reads a new name for its row alone', async () => {
  const { apply, asked, shown } = setUp(twoRows(), { server: aMachine({ name: 'Forno 3' }) })
  apply({ kind: 'machine_renamed', machineId: 1, training: null, at: new Date(0) })
  await vi.waitFor(() => expect(shown()?.items.map(({ name }) => name)).toEqual(['Forno 2', 'Forno 3']), patient)
  expect(asked).toEqual(['/machines.get'])
})

it('leaves machines alone that no list shows', () => {
  const { apply, asked, reread } = setUp(aPage([aMachine({ id: 2 })]))
  apply(aChange('completed'))
  expect(asked).toEqual([])
  expect(reread).not.toHaveBeenCalled()
})

it('reads a list of one status again when another machine reaches that status', () => {
  const { apply, reread } = setUp(aPage([aMachine({ id: 2, status: 'failed' })]), { status: 'failed' })
  apply(aChange('training'))
  expect(reread).not.toHaveBeenCalled()
  apply(aChange('failed'))
  expect(reread).toHaveBeenCalledOnce()
})

it('takes a machine out of the lists', () => {
  const { unlist, shown } = setUp(twoRows())
  unlist(2)
  expect(shown()).toEqual({ items: [aMachine()], nextCursor: null, total: 1 })
  unlist(2)
  expect(shown()?.total).toBe(1)
})
