import type { Ranking } from '@alavanca/contract'
import { queryOptions } from '@tanstack/react-query'
import { client, type Trpc } from '../../shared/api/api.ts'
import { findPrevious } from './find-previous.ts'

const pageSize = 10

export const trainingHistory = (trpc: Trpc, machineId: number) =>
  trpc.training.list.infiniteQueryOptions(
    { machineId, limit: pageSize },
    { getNextPageParam: (page) => page.nextCursor },
  )

const logPageSize = 5

export const trainingDeliveries = (trpc: Trpc, trainingId: number) =>
  trpc.training.deliveries.infiniteQueryOptions(
    { trainingId, limit: logPageSize },
    { getNextPageParam: (page) => page.nextCursor },
  )

export const trainingAttempts = (trpc: Trpc, trainingId: number) =>
  trpc.training.attempts.infiniteQueryOptions(
    { trainingId, limit: logPageSize },
    { getNextPageParam: (page) => page.nextCursor },
  )

/** The analysis that a result is compared with, or null. Analyses before a completed one do not change any more. */
export const previousTraining = ({ machineId, trainingId, target }: Ranking) =>
  queryOptions({
    queryKey: ['previous-training', machineId, trainingId, target],
    queryFn: ({ signal }) =>
      findPrevious((cursor) => client.training.list.query({ machineId, cursor, limit: 100 }, { signal }), {
        trainingId,
        target,
      }),
    staleTime: Infinity,
  })
