import type { Trpc } from '../../shared/api/api.ts'
import type { MachinesSearch } from './machines-search.ts'

const pageSize = 25

export const machineList = (trpc: Trpc, search: MachinesSearch) =>
  trpc.machines.list.infiniteQueryOptions(
    { ...search, limit: pageSize },
    { getNextPageParam: (page) => page.nextCursor },
  )
