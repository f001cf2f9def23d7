import { type AppRouter, createClient } from '@alavanca/api'
import type { Change, Training, TrainingState } from '@alavanca/contract'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { describe, expect, it, vi } from 'vitest'
import { applyChange } from './apply-change.ts'
import { aChange, aMachine, aPage, aTraining } from './testing/factories.ts'

const setUp = () => {
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  const trpc = createTRPCOptionsProxy<AppRouter>({ client: createClient({ baseUrl: 'http://localhost' }), queryClient })
  const keys = {
    machine: trpc.machines.get.queryKey({ machineId: 1 }),
    training: trpc.training.get.queryKey({ trainingId: 7 }),
    machines: trpc.machines.list.queryKey({ limit: 50 }),
    history: trpc.training.list.infiniteQueryKey({ machineId: 1, limit: 10 }),
    ranking: trpc.ranking.ofMachine.queryKey({ machineId: 1 }),
    otherHistory: trpc.training.list.infiniteQueryKey({ machineId: 2, limit: 10 }),
  }
  queryClient.setQueryData(keys.machine, aMachine())
  queryClient.setQueryData(keys.training, aTraining())
  queryClient.setQueryData(keys.machines, aPage([aMachine(), aMachine({ id: 2, latestTraining: null })]))
  queryClient.setQueryData(keys.history, page([aTraining()]))
  queryClient.setQueryData(keys.otherHistory, page([]))
  const stale = () =>
    Object.entries(keys)
      .filter(([, key]) => queryClient.getQueryState(key)?.isInvalidated)
      .map(([name]) => name)
  const rereadLists = () => void queryClient.invalidateQueries(trpc.machines.list.pathFilter())
  const apply = (change: Change) => applyChange(queryClient, trpc, change, rereadLists)
  return { queryClient, apply, keys, stale }
}

const page = <Item>(items: Item[]) => ({ pages: [{ items, nextCursor: null }], pageParams: [null] })

describe('a change of state', () => {
  it('shows everywhere at once, and is then read again', () => {
    const { queryClient, apply, keys, stale } = setUp()
    apply(aChange('training', { progress: 0.2, stage: 'boosting' }))
    expect(queryClient.getQueryData(keys.training)).toMatchObject({ state: 'training', progress: 0.2 })
    expect(queryClient.getQueryData(keys.machine)?.status).toBe('training')
    expect(queryClient.getQueryData(keys.machines)?.items.map(({ status }) => status)).toEqual(['training', 'queued'])
    expect(queryClient.getQueryData(keys.history)?.pages[0]?.items[0]?.state).toBe('training')
    expect(stale()).toEqual(['machine', 'training', 'machines', 'history'])
  })

  it('brings a new ranking when the analysis is done', () => {
    const { queryClient, apply, keys, stale } = setUp()
    queryClient.setQueryData(keys.ranking, undefined)
    queryClient.getQueryCache().build(queryClient, { queryKey: keys.ranking })
    apply(aChange('completed'))
    expect(stale()).toContain('ranking')
  })
})

describe('an answer that is older than the end it is overtaken by', () => {
  /** A guard against hanging. */
  const patient = { timeout: 60_000 }
  /** Every question waits to be answered. */
  const asked: ((state: TrainingState) => void)[] = []
  const ask = () =>
    new Promise<Training>((resolve) => {
      asked.push((state) => resolve(aTraining({ state })))
    })

  it.each(['the first one', 'a later one'])('is asked for again: %s', async (which) => {
    const { queryClient, apply, keys } = setUp()
    asked.length = 0
    // As where the machine was read after the end, and the training before.
    const failed = aMachine({ latestTraining: aTraining({ state: 'failed' }) })
    queryClient.setQueryData(keys.machine, failed)
    queryClient.setQueryData(keys.machines, aPage([failed]))
    queryClient.removeQueries({ queryKey: keys.history })
    if (which === 'the first one') queryClient.removeQueries({ queryKey: keys.training })
    const shown = new QueryObserver<Training>(queryClient, { queryKey: keys.training, queryFn: ask, staleTime: 0 })
    const leave = shown.subscribe(() => {})
    await vi.waitFor(() => expect(asked).toHaveLength(1), patient)
    apply(aChange('failed'))
    asked.shift()?.('sending')
    await vi.waitFor(() => expect(asked).toHaveLength(1), patient)
    asked.shift()?.('failed')
    await vi.waitFor(
      () => expect(shown.getCurrentResult()).toMatchObject({ data: { state: 'failed' }, isFetching: false }),
      patient,
    )
    leave()
  })
})

describe('a report of progress', () => {
  it('is shown without asking the server', () => {
    const { queryClient, apply, keys, stale } = setUp()
    queryClient.setQueryData(keys.machine, aMachine({ latestTraining: null }))
    queryClient.setQueryData(keys.machines, aPage([]))
    queryClient.setQueryData(keys.training, aTraining({ state: 'training', progress: 0.2 }))
    queryClient.setQueryData(keys.history, page([aTraining({ state: 'training', progress: 0.2 })]))
    apply(aChange('training', { progress: 0.3 }))
    expect(queryClient.getQueryData(keys.training)?.progress).toBe(0.3)
    expect(queryClient.getQueryData(keys.history)?.pages[0]?.items[0]?.progress).toBe(0.3)
    expect(stale()).toEqual([])
  })
})

it('reads the lists again when a machine comes, goes or changes its name', () => {
  for (const kind of ['machine_created', 'machine_renamed', 'machine_deleted'] as const) {
    const { apply, stale } = setUp()
    apply({ kind, machineId: 1, training: null, at: new Date() })
    expect(stale()).toEqual(['machine', 'machines'])
  }
})

it('reads everything again when events were missed', () => {
  const { apply, stale } = setUp()
  apply({ kind: 'reset', machineId: null, training: null, at: new Date() })
  expect(stale()).toEqual(['machine', 'training', 'machines', 'history', 'otherHistory'])
})
