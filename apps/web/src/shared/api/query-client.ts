import { appErrorOf } from '@alavanca/api'
import { QueryClient } from '@tanstack/react-query'

/** What the server has decided will not change by asking again; silence and its own troubles may. */
const worthRetrying = (failures: number, error: unknown): boolean => {
  const code = appErrorOf(error)?.code
  return failures < 2 && (code === undefined || code === 'unavailable' || code === 'internal')
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The live stream says what changed; age alone is no reason to ask again.
      staleTime: 60_000,
      retry: worthRetrying,
      retryDelay: (attempt) => 500 * 2 ** attempt,
    },
  },
})
