import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { statusQuery } from '../../api/queries.ts'
import { refreshEndpoints } from '../../api/upstreams.ts'

/** Who creates an endpoint over the API looks at this page for it: a small answer tells whether to ask for the large one. */
const msBetween = 2000

export function useFreshEndpoints(): void {
  const { data } = useQuery({ ...statusQuery, refetchInterval: msBetween })
  const revision = data?.endpointsRevision
  const seen = useRef(revision)
  useEffect(() => {
    if (revision === undefined || revision === seen.current) return
    const isFirst = seen.current === undefined
    seen.current = revision
    if (!isFirst) void refreshEndpoints()
  }, [revision])
}
