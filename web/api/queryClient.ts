import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './request.ts'

export const queryClient = new QueryClient({
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
