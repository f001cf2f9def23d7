import type { Change, Machine, Training } from '@alavanca/contract'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Trpc } from '../api/api.ts'
import { patchMachine, patchPages, patchTraining, type TrainingChange } from './patch.ts'

type Pages<Item> = InfiniteData<{ items: Item[]; nextCursor: string | null }>

/** Brings one event of the live stream into the cache: patched at once, read again where the event is not enough. */
export const applyChange = (queryClient: QueryClient, trpc: Trpc, change: Change): void => {
  if (change.kind === 'reset' || change.machineId === null) {
    void queryClient.invalidateQueries()
    return
  }
  if (change.kind === 'machine_deleted') {
    void queryClient.invalidateQueries(trpc.machines.list.pathFilter())
    void queryClient.invalidateQueries(trpc.machines.get.queryFilter({ machineId: change.machineId }))
    return
  }
  if (change.training === null) {
    void queryClient.invalidateQueries(trpc.machines.pathFilter())
    return
  }
  applyTraining(queryClient, trpc, change.machineId, change.training)
}

const applyTraining = (queryClient: QueryClient, trpc: Trpc, machineId: number, change: TrainingChange): void => {
  const progressOnly = isProgressOnly(queryClient, trpc, machineId, change)
  const asTraining = (training: Training) => patchTraining(training, change)
  const asMachine = (machine: Machine) => patchMachine(machine, machineId, change)

  queryClient.setQueryData(
    trpc.training.get.queryKey({ trainingId: change.id }),
    (training) => training && asTraining(training),
  )
  queryClient.setQueriesData<Pages<Training>>(
    trpc.training.list.infiniteQueryFilter({ machineId }),
    (data) => data && patchPages(data, asTraining),
  )
  queryClient.setQueryData(trpc.machines.get.queryKey({ machineId }), (machine) => machine && asMachine(machine))
  queryClient.setQueriesData<Pages<Machine>>(
    trpc.machines.list.infiniteQueryFilter(),
    (data) => data && patchPages(data, asMachine),
  )

  if (progressOnly) return
  void queryClient.invalidateQueries(trpc.machines.list.pathFilter())
  void queryClient.invalidateQueries(trpc.machines.get.queryFilter({ machineId }))
  void queryClient.invalidateQueries(trpc.training.list.infiniteQueryFilter({ machineId }))
  void queryClient.invalidateQueries(trpc.training.get.queryFilter({ trainingId: change.id }))
  if (change.state !== 'completed') return
  void queryClient.invalidateQueries(trpc.ranking.ofMachine.queryFilter({ machineId }))
  void queryClient.invalidateQueries(trpc.ranking.ofTraining.queryFilter({ trainingId: change.id }))
}

/** True when the cache already knows the state: a report of progress must not make every open list ask again. */
const isProgressOnly = (queryClient: QueryClient, trpc: Trpc, machineId: number, change: TrainingChange): boolean => {
  const machines = queryClient
    .getQueriesData<Pages<Machine>>(trpc.machines.list.infiniteQueryFilter())
    .flatMap(([, data]) => data?.pages.flatMap((page) => page.items) ?? [])
    .concat(queryClient.getQueryData(trpc.machines.get.queryKey({ machineId })) ?? [])
    .filter((machine) => machine.id === machineId)
    .map((machine) => machine.latestTraining)
  const trainings = queryClient
    .getQueriesData<Pages<Training>>(trpc.training.list.infiniteQueryFilter({ machineId }))
    .map(([, data]) => data?.pages.flatMap((page) => page.items).find(({ id }) => id === change.id))
    .concat(queryClient.getQueryData(trpc.training.get.queryKey({ trainingId: change.id })))
  const known = [...machines, ...trainings].filter((training) => training?.id === change.id)
  return known.length > 0 && known.every((training) => training?.state === change.state)
}
