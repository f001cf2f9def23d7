import type { InvalidateQueryFilters, Query, QueryClient } from '@tanstack/react-query'

const isFirst = ({ state }: Query): boolean => state.data === undefined && state.fetchStatus === 'fetching'

/**
 * Reads again what is on the screen, and the rest when somebody comes back to it. An answer that is under way may be
 * older than what made it stale: where something is shown already it is given up for a new one; the first one is shown
 * when it comes, and asked for once more.
 */
export const reread = async (queryClient: QueryClient, filters: InvalidateQueryFilters = {}): Promise<void> => {
  const firsts = new Set(queryClient.getQueryCache().findAll(filters).filter(isFirst))
  await queryClient.invalidateQueries(filters)
  if (firsts.size > 0) await queryClient.invalidateQueries({ predicate: (query) => firsts.has(query) })
}
