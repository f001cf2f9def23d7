import { type Machine, type MachinePage, type MachineStatus } from '@alavanca/contract'
import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { Trpc } from '../api/api.ts'
import { patchItems } from './patch.ts'

/**
 * Lists of machines are patched where they stand: a row never leaves its place under the reader's eyes because its
 * status changed. A patched list keeps its age, so that it is read again when somebody comes back to it.
 */

export const listedMachines = (queryClient: QueryClient, trpc: Trpc, machineId: number): Machine[] =>
  queryClient
    .getQueriesData<MachinePage>(trpc.machines.list.queryFilter())
    .flatMap(([, page]) => page?.items.filter(({ id }) => id === machineId) ?? [])

/** The machine as a list on the screen shows it. */
export const findShownMachine = (queryClient: QueryClient, trpc: Trpc, machineId: number): Machine | undefined =>
  queryClient
    .getQueriesData<MachinePage>({ ...trpc.machines.list.queryFilter(), type: 'active' })
    .map(([, page]) => page?.items.find(({ id }) => id === machineId))
    .find((machine) => machine !== undefined)

export const patchListed = (queryClient: QueryClient, trpc: Trpc, patch: (machine: Machine) => Machine): void =>
  changePages(queryClient, trpc, (page) => patchItems(page, patch))

/** Takes a machine out of every list, before the server is asked. */
export const unlistMachine = (queryClient: QueryClient, trpc: Trpc, machineId: number): void =>
  changePages(queryClient, trpc, (page) =>
    page.items.some(({ id }) => id === machineId)
      ? { ...page, items: page.items.filter(({ id }) => id !== machineId), total: page.total - 1 }
      : page,
  )

const changePages = (queryClient: QueryClient, trpc: Trpc, change: (page: MachinePage) => MachinePage): void => {
  for (const query of queryClient.getQueryCache().findAll(trpc.machines.list.queryFilter())) {
    const { queryKey } = query
    const page = queryClient.getQueryData<MachinePage>(queryKey)
    const changed = page && change(page)
    if (changed === undefined || changed === page) continue
    const { dataUpdatedAt, isInvalidated } = query.state
    queryClient.setQueryData(queryKey, changed, { updatedAt: dataUpdatedAt })
    if (isInvalidated) query.invalidate()
  }
}

/** Brings a machine up to date in the lists that show it, by asking for it alone. */
export const refreshListed = async (queryClient: QueryClient, trpc: Trpc, machineId: number): Promise<void> => {
  await queryClient.cancelQueries(trpc.machines.get.queryFilter({ machineId }))
  try {
    const fresh = await queryClient.fetchQuery({ ...trpc.machines.get.queryOptions({ machineId }), staleTime: 0 })
    patchListed(queryClient, trpc, (machine) => (machine.id === machineId ? fresh : machine))
  } catch {
    // The lists are marked as old already, and say themselves what they cannot read.
  }
}

/** Whether a list on the screen is of one status only, and lacks a machine that has just reached it. */
export const isMissingFromShown = (
  queryClient: QueryClient,
  trpc: Trpc,
  machineId: number,
  status: MachineStatus,
): boolean =>
  queryClient
    .getQueryCache()
    .findAll({ ...trpc.machines.list.queryFilter(), type: 'active' })
    .some(({ queryKey }) => {
      const page = queryClient.getQueryData<MachinePage>(queryKey)
      return statusOf(queryKey) === status && page?.items.every(({ id }) => id !== machineId)
    })

/** The status that a list was asked for, in a key such as `[['machines', 'list'], { input: { status } }]`. */
const statusOf = (key: QueryKey): unknown => {
  const options = key[1]
  if (typeof options !== 'object' || options === null || !('input' in options)) return undefined
  const { input } = options
  return typeof input === 'object' && input !== null && 'status' in input ? input.status : undefined
}
