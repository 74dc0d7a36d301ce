import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from './request.ts'

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // Whoever finds the server gone says so at once: the status is asked for again, and from then on often.
    onError(error, { queryKey: [kind] }) {
      const isUnreachable = error instanceof ApiError && error.failure.kind === 'unreachable'
      if (isUnreachable && kind !== 'status') void queryClient.invalidateQueries({ queryKey: ['status'] })
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // The server is on this machine as a rule: the browser being offline says nothing about it.
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.failure.isRetryable,
    },
    mutations: { networkMode: 'always' },
  },
})
