import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, type RefObject } from 'react'
import type { InvocationFilter } from '../../../server/contract/invocationList.ts'
import { invocationCountQuery, invocationsQuery, newInvocationsQuery } from '../../api/invocations.ts'
import { queryClient } from '../../api/queryClient.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'

interface NewBarProps {
  filter: InvocationFilter
  /** Number of the newest row shown. */
  newest: number | undefined
  box: RefObject<HTMLDivElement | null>
}

/** What is new comes in by itself where nobody is reading or pointing; else this bar says how many wait. */
export function NewBar({ filter, newest, box }: NewBarProps) {
  const { data } = useQuery(newInvocationsQuery(filter, newest))
  const count = data?.count ?? 0
  const show = () => {
    // From the first page on: pages further down are read again when they are scrolled to.
    const list = invocationsQuery(filter)
    queryClient.setQueryData(
      list.queryKey,
      (held) => held && { pages: held.pages.slice(0, 1), pageParams: held.pageParams.slice(0, 1) },
    )
    void queryClient.invalidateQueries({ queryKey: list.queryKey })
    void queryClient.invalidateQueries({ queryKey: invocationCountQuery(filter).queryKey })
    box.current?.scrollTo({ top: 0 })
  }
  const showUnlessRead = useEffectEvent(() => {
    const list = box.current
    if (!list) return
    const isRead = list.scrollTop > 0 || list.matches(':hover') || list.contains(document.activeElement)
    if (!isRead) show()
  })
  useEffect(() => {
    if (count > 0) showUnlessRead()
  }, [count])
  return (
    <div aria-live="polite" className="pointer-events-none absolute inset-x-0 top-10 z-20 flex justify-center">
      {count > 0 && (
        <Button kind="primary" size="small" className="pointer-events-auto rounded-full shadow-float" onClick={show}>
          <Icon name="up" className="size-3.5" />
          {formatCount(count)} new
        </Button>
      )}
    </div>
  )
}
