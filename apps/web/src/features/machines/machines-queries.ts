import type { Trpc } from '../../shared/api/api.ts'
import { pageSize } from './page-window.ts'
import type { MachinesSearch } from './machines-search.ts'

export const machineList = (trpc: Trpc, { page = 1, ...filters }: MachinesSearch) =>
  trpc.machines.list.queryOptions({ ...filters, offset: (page - 1) * pageSize, limit: pageSize })
