import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { InvocationFilter } from '../../../server/contract/invocationList.ts'
import { invocationCountQuery } from '../../api/invocations.ts'
import { queryClient } from '../../api/queryClient.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { CurlExample } from './CurlExample.tsx'

interface EmptyListProps {
  filter: InvocationFilter
  isFiltered: boolean
  onClear: () => void
}

/** How soon the first one is there. */
const msNew = 2000

export function EmptyList({ filter, isFiltered, onClear }: EmptyListProps) {
  const { data } = useQuery({ ...invocationCountQuery(filter), refetchInterval: msNew })
  const isNoLongerEmpty = data !== undefined && data.count > 0
  useEffect(() => {
    if (isNoLongerEmpty) void queryClient.invalidateQueries({ queryKey: ['invocations', 'list'] })
  }, [isNoLongerEmpty])
  if (isFiltered)
    return (
      <EmptyState title="Nothing matches" actions={<Button onClick={onClear}>Clear search and filters</Button>}>
        Words are found by their beginning, in requests and answers. An invocation is here once it has ended.
      </EmptyState>
    )
  return (
    <EmptyState title="No invocations yet">
      <p>
        Every request to an endpoint is recorded here once it has ended: from the pages of this playground and from any
        client.{' '}
        <Link to="/" className="underline underline-offset-2">
          Ask something in Compare
        </Link>
        , or call an endpoint:
      </p>
      <CurlExample />
    </EmptyState>
  )
}
