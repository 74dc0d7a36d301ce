import { Autocomplete } from '@base-ui/react/autocomplete'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { failureMessage } from '../../api/failureMessage.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'
import { findEndpoints, type EndpointChoice } from './findEndpoints.ts'
import { taskLabel, type PickedTask } from './whyUnusable.ts'

/** Rows drawn at once; the rest is counted and reached by typing. A thousand rows would take long to draw, and nobody reads them. */
const maxShown = 80

interface EndpointListProps {
  value: string | null
  task: PickedTask
  onChange: (endpointName: string) => void
}

export function EndpointList({ value, task, onChange }: EndpointListProps) {
  const [search, setSearch] = useState('')
  const query = useQuery(endpointsQuery)
  const found = useMemo(() => findEndpoints(query.data?.endpoints ?? [], search, task), [query.data, search, task])
  const shown = useMemo(() => found.slice(0, maxShown), [found])
  return (
    <div className="flex max-h-[360px] w-[380px] max-w-full flex-col">
      <Autocomplete.Root
        open
        inline
        mode="none"
        items={shown}
        value={search}
        onValueChange={setSearch}
        itemToStringValue={(choice: EndpointChoice) => choice.endpoint.name}
        autoHighlight="always"
      >
        <div className="flex flex-none items-center gap-2 border-b border-line px-3">
          <Icon name="search" className="text-ink-3" />
          <Autocomplete.Input
            ref={takeFocus}
            aria-label="Search endpoints"
            placeholder="Search endpoints"
            className="h-10 w-full min-w-0 bg-transparent text-control outline-none placeholder:text-ink-3 pointer-coarse:text-[1rem]"
          />
        </div>
        <Autocomplete.List className="min-h-0 flex-1 scroll-py-1 overflow-y-auto p-1 outline-none empty:hidden">
          {(choice: EndpointChoice) => (
            <Row
              key={choice.endpoint.name}
              choice={choice}
              isChosen={choice.endpoint.name === value}
              onChoose={() => onChange(choice.endpoint.name)}
            />
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
      <p aria-live="polite" className="flex-none px-3 py-2 text-note text-ink-3 empty:hidden">
        {query.isPending && 'Reading the endpoints…'}
        {query.isError && failureMessage(query.error)}
        {query.isSuccess &&
          found.length === 0 &&
          (search ? 'No endpoint has this name.' : 'There are no endpoints yet. Add one on the Endpoints page.')}
        {found.length > shown.length && `${formatCount(found.length - shown.length)} more: type to narrow down.`}
      </p>
    </div>
  )
}

function Row({ choice, isChosen, onChoose }: { choice: EndpointChoice; isChosen: boolean; onChoose: () => void }) {
  const { endpoint, reason } = choice
  return (
    <Autocomplete.Item
      value={choice}
      disabled={reason !== undefined}
      onClick={onChoose}
      className="group flex min-h-11 cursor-default items-center gap-3 rounded-inner px-2 py-1 outline-none select-none data-highlighted:bg-raised"
    >
      <span className="grid min-w-0 flex-1">
        <span className="truncate text-control font-medium text-ink group-data-disabled:text-ink-2">
          {endpoint.name}
        </span>
        <span className="truncate text-note text-ink-3">
          {reason
            ? `${endpoint.providerLabel} · ${reason}`
            : `${endpoint.providerLabel} · ${taskLabel(endpoint.tasks)}`}
        </span>
      </span>
      {isChosen && <Icon name="check" className="text-ink" />}
    </Autocomplete.Item>
  )
}

/** The list is opened to be searched. */
function takeFocus(element: HTMLInputElement | null) {
  element?.focus()
}
