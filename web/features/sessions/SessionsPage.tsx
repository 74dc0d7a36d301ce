import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SessionFilter } from '../../../server/contract/session.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { renewSessionList, sessionFacetsQuery } from '../../api/sessionList.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { BinBar } from './BinBar.tsx'
import { ChangedBar } from './ChangedBar.tsx'
import { EmptyList } from './EmptyList.tsx'
import { ExportEverything } from './ExportEverything.tsx'
import { filterOf, isFiltered, readSessionsSearch, type SessionsSearch } from './filter.ts'
import { FilterBar } from './FilterBar.tsx'
import { ForkDialog } from './ForkDialog.tsx'
import { ImportButton } from './ImportButton.tsx'
import { LoadingRows } from './LoadingRows.tsx'
import { SessionList } from './SessionList.tsx'
import { UnreadNote } from './UnreadNote.tsx'
import { useSessionList } from './useSessionList.ts'
import { useHeldPins } from './useHeldPins.ts'

const route = getRouteApi('/sessions')

/** Every session kept, and the bin. */
export default function SessionsPage() {
  // The router leaves in what is not of this page.
  const search = readSessionsSearch(route.useSearch())
  const navigate = route.useNavigate()
  const { data: facets } = useQuery(sessionFacetsQuery)
  const filter = filterOf(search)
  const isBin = search.bin === true
  const held = useHeldPins()
  const list = useSessionList(filter, held.pins)
  const change = (next: Partial<SessionsSearch>) => {
    void navigate({ search: (before: SessionsSearch) => ({ ...before, ...next }), replace: true })
  }
  const clear = () => void navigate({ search: isBin ? { bin: true } : {}, replace: true })
  const binCount = facets?.bin ?? 0
  // Until what was asked next is there, the list is what it was, with its words marked and its place kept.
  const [shownFilter, setShownFilter] = useState(filter)
  if (list.isSettled && !isSameFilter(shownFilter, filter)) setShownFilter(filter)

  return (
    <main
      aria-label={isBin ? 'Bin' : 'Sessions'}
      // Magnified four times there are 225 px of height: then the page scrolls, and the list keeps a height of its own.
      className="flex h-full min-h-0 flex-col [@media(max-height:420px)]:overflow-y-auto"
    >
      <TopBar
        title={isBin ? 'Bin' : 'Sessions'}
        note={!list.isPending && !list.error && <span aria-live="polite">{formatCount(list.total)}</span>}
      >
        <ForkDialog />
        {isBin ? (
          <Link to="/sessions" className={buttonClasses()}>
            <Icon name="left" />
            Sessions
          </Link>
        ) : (
          <>
            <ImportButton />
            <ExportEverything binCount={binCount} />
            <Link to="/" className={buttonClasses('primary')}>
              <Icon name="plus" className="sm:hidden" />
              <span className="max-sm:sr-only">New comparison</span>
            </Link>
          </>
        )}
      </TopBar>
      <FilterBar search={search} binCount={binCount} onChange={change} onClear={clear} />
      {isBin && <BinBar count={binCount} />}
      {list.isPending && !list.error && <LoadingRows />}
      {list.error && (
        <div className="p-4">
          <ErrorNote title="The sessions could not be read" actions={<Button onClick={list.retry}>Retry</Button>}>
            {failureMessage(list.error)}
          </ErrorNote>
        </div>
      )}
      {!list.isPending && !list.error && list.total === 0 && (
        <>
          <EmptyList search={search} isFiltered={isFiltered(search)} onChange={change} onClear={clear} />
          <ChangedBar isChanged={list.isChanged} isHeld={false} onShow={() => void renewSessionList(filter)} />
        </>
      )}
      {list.total > 0 && (
        <SessionList
          key={JSON.stringify(shownFilter)}
          filter={shownFilter}
          list={list}
          onHold={(isHeld) => held.hold(isHeld, list.rows.slice(0, list.pinnedCount))}
          onTag={(name) => change({ tag: [...new Set([...(search.tag ?? []), name])] })}
        />
      )}
      {list.unread > 0 && <UnreadNote count={list.unread} />}
    </main>
  )
}

function isSameFilter(one: SessionFilter, other: SessionFilter): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
