import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { invocationCountQuery, invocationsQuery } from '../../api/invocations.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { InspectorDrawer } from '../../models/inspector/InspectorDrawer.tsx'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { TopBar } from '../../ui/TopBar.tsx'
import { EmptyList } from './EmptyList.tsx'
import { filterOf, readSearch, type InvocationsSearch } from './filter.ts'
import { FilterBar } from './FilterBar.tsx'
import { InvocationTable } from './InvocationTable.tsx'
import { ListMenu } from './ListMenu.tsx'
import { LoadingRows } from './LoadingRows.tsx'
import { RecordingPopover } from './RecordingPopover.tsx'

const route = getRouteApi('/invocations')

/** Every invocation that has ended, whoever made it. */
export default function InvocationsPage() {
  // The router leaves in what is not of this page.
  const search = readSearch(route.useSearch())
  const navigate = route.useNavigate()
  const filter = filterOf(search)
  const isFiltered = Object.keys(filter).length > 0
  const query = useInfiniteQuery(invocationsQuery(filter))
  const { data: total } = useQuery(invocationCountQuery(filter))
  const rows = query.data?.pages.flatMap((page) => page.invocations) ?? []
  const change = (next: Partial<InvocationsSearch>) => {
    void navigate({ search: (before: InvocationsSearch) => ({ ...before, ...next }), replace: true })
  }
  const clear = () => void navigate({ search: {}, replace: true })

  return (
    <main
      aria-label="Invocations"
      // As on the Sessions page: magnified four times the page scrolls.
      className="flex h-full min-h-0 flex-col [@media(max-height:420px)]:overflow-y-auto"
    >
      <TopBar title="Invocations" note={total && <span aria-live="polite">{formatCount(total.count)}</span>}>
        <RecordingPopover />
        <ListMenu filter={filter} isFiltered={isFiltered} count={total?.count ?? 0} />
      </TopBar>
      <FilterBar filter={filter} onChange={change} onClear={clear} />
      {query.isPending && <LoadingRows />}
      {query.isError && rows.length === 0 && (
        <div className="p-4">
          <ErrorNote
            title="The invocations could not be read"
            actions={<Button onClick={() => void query.refetch()}>Retry</Button>}
          >
            {failureMessage(query.error)}
          </ErrorNote>
        </div>
      )}
      {query.isSuccess && rows.length === 0 && <EmptyList filter={filter} isFiltered={isFiltered} onClear={clear} />}
      {rows.length > 0 && (
        <InvocationTable
          key={JSON.stringify(filter)}
          filter={filter}
          rows={rows}
          count={Math.max(total?.count ?? 0, rows.length)}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
          onOpen={(open) => change({ open })}
        />
      )}
      <InspectorDrawer invocationId={search.open ?? null} onClose={() => change({ open: undefined })} />
    </main>
  )
}
