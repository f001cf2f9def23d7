import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { trpc } from '../../shared/api/api.ts'
import { machineList } from './machines-queries.ts'
import type { MachinesSearch } from './machines-search.ts'

/** Asks for the next page while this one is read. */
export const usePrefetchedPage = ({ search, status, sort, page = 1 }: MachinesSearch, isWanted: boolean): void => {
  const queryClient = useQueryClient()
  useEffect(() => {
    if (!isWanted) return
    const next = { ...(search && { search }), ...(status && { status }), ...(sort && { sort }), page: page + 1 }
    void queryClient.prefetchQuery(machineList(trpc, next))
  }, [queryClient, isWanted, search, status, sort, page])
}
