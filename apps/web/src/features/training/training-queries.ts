import type { Trpc } from '../../shared/api/api.ts'

const pageSize = 10

export const trainingHistory = (trpc: Trpc, machineId: number) =>
  trpc.training.list.infiniteQueryOptions(
    { machineId, limit: pageSize },
    { getNextPageParam: (page) => page.nextCursor },
  )
