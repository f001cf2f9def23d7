import { isTerminal, type Change, type Machine, toMachineStatus, type Training } from '@alavanca/contract'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Trpc } from '../api/api.ts'
import { findShownMachine, isMissingFromShown, listedMachines, patchListed, refreshListed } from './listed-machines.ts'
import { patchMachine, patchPages, patchTraining, type TrainingChange } from './patch.ts'
import { reread } from './reread.ts'

type Pages<Item> = InfiniteData<{ items: Item[]; nextCursor: string | null }>

/**
 * Brings one event of the live stream into the cache: patched at once, read again where the event is not enough.
 * `rereadLists` is for events that add or remove rows; it may wait a little, so that a burst of them is one reading.
 */
export const applyChange = (queryClient: QueryClient, trpc: Trpc, change: Change, rereadLists: () => void): void => {
  const { kind, machineId, training } = change
  if (kind === 'reset' || machineId === null) {
    void reread(queryClient)
    return
  }
  if (training !== null) {
    applyTraining(queryClient, trpc, machineId, training, rereadLists)
    return
  }
  void reread(queryClient, trpc.machines.get.queryFilter({ machineId }))
  if (kind === 'machine_renamed') {
    markLists(queryClient, trpc, machineId, findShownMachine(queryClient, trpc, machineId) !== undefined)
  } else rereadLists()
}

const applyTraining = (
  queryClient: QueryClient,
  trpc: Trpc,
  machineId: number,
  change: TrainingChange,
  rereadLists: () => void,
): void => {
  const progressOnly = isProgressOnly(queryClient, trpc, machineId, change)
  const shown = findShownMachine(queryClient, trpc, machineId)
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
  patchListed(queryClient, trpc, asMachine)
  void reread(queryClient, trpc.training.deliveries.infiniteQueryFilter({ trainingId: change.id }))

  if (progressOnly) return
  void reread(queryClient, trpc.training.attempts.infiniteQueryFilter({ trainingId: change.id }))
  // A result, the status before a cancelled training, and the target of a new one are not in the event.
  const isEnough =
    change.state !== 'completed' && change.state !== 'cancelled' && shown?.latestTraining?.id === change.id
  markLists(queryClient, trpc, machineId, shown !== undefined && !isEnough)
  if (isMissingFromShown(queryClient, trpc, machineId, toMachineStatus(change.state))) rereadLists()
  void reread(queryClient, trpc.machines.get.queryFilter({ machineId }))
  void reread(queryClient, trpc.training.list.infiniteQueryFilter({ machineId }))
  void reread(queryClient, trpc.training.get.queryFilter({ trainingId: change.id }))
  if (change.state !== 'completed') return
  void reread(queryClient, trpc.ranking.ofMachine.queryFilter({ machineId }))
  void reread(queryClient, trpc.ranking.ofTraining.queryFilter({ trainingId: change.id }))
}

/** Order and filters may no longer hold: the lists are read again when somebody comes back, one row of them now. */
const markLists = (queryClient: QueryClient, trpc: Trpc, machineId: number, isRowBehind: boolean): void => {
  void queryClient.invalidateQueries({ ...trpc.machines.list.pathFilter(), refetchType: 'none' })
  if (isRowBehind) void refreshListed(queryClient, trpc, machineId)
}

/**
 * True when the cache already knows the state: a report of progress must not make every open list ask again. An end is
 * told once, and what is known of it may be overtaken by older answers that are under way.
 */
const isProgressOnly = (queryClient: QueryClient, trpc: Trpc, machineId: number, change: TrainingChange): boolean => {
  if (isTerminal(change.state)) return false
  const machines = listedMachines(queryClient, trpc, machineId)
    .concat(queryClient.getQueryData(trpc.machines.get.queryKey({ machineId })) ?? [])
    .map((machine) => machine.latestTraining)
  const trainings = queryClient
    .getQueriesData<Pages<Training>>(trpc.training.list.infiniteQueryFilter({ machineId }))
    .map(([, data]) => data?.pages.flatMap((page) => page.items).find(({ id }) => id === change.id))
    .concat(queryClient.getQueryData(trpc.training.get.queryKey({ trainingId: change.id })))
  const known = [...machines, ...trainings].filter((training) => training?.id === change.id)
  return known.length > 0 && known.every((training) => training?.state === change.state)
}
