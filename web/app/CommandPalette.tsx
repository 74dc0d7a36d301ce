import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import type { Endpoint } from '../../server/contract/endpoint.ts'
import type { SessionMatch, SessionRow } from '../../server/contract/session.ts'
import { endpointsQuery, sessionsQuery } from '../api/queries.ts'
import { foundSessionsQuery } from '../api/sessionList.ts'
import { MatchText } from '../features/sessions/MatchText.tsx'
import { sessionAddress } from '../features/sessions/sessionAddress.ts'
import { sessionTitle } from '../models/session/sessionTitle.ts'
import { sessionPages } from '../models/session/sessionPages.ts'
import { useCommandStore, type Command } from '../ui/commands.ts'
import { Icon } from '../ui/Icon.tsx'
import { setOverlay } from './overlay.ts'

/** Rows shown at once: more than anyone reads before typing another letter. */
const maxShown = 60

/** Long enough that a word is searched for once, not once a letter. */
const msTypingPause = 200

/** Something found by what is in it, not by its name: it is shown whatever is typed. */
interface Entry extends Command {
  isFound?: boolean
  match?: SessionMatch
}

export function CommandPalette() {
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const words = useAfterPause(typed.trim())
  const { data: sessions } = useQuery(sessionsQuery)
  const { data: endpoints } = useQuery(endpointsQuery)
  const { data: found } = useQuery({ ...foundSessionsQuery(words), placeholderData: keepPreviousData })
  const { contains } = Autocomplete.useFilter()
  const sets = useCommandStore((state) => state.sets)
  const groups = useMemo(() => {
    const named = (sessions ?? []).filter((session) => contains(sessionTitle(session), words)).map(({ id }) => id)
    const others = words.length > 1 ? (found?.sessions.filter(({ id }) => !named.includes(id)) ?? []) : []
    return inGroups([
      ...sets.toReversed().flat(),
      ...(sessions ?? []).map((session) => sessionCommand(session, navigate)),
      ...(endpoints?.endpoints ?? []).map((endpoint) => endpointCommand(endpoint, navigate)),
      ...others.map((session) => foundCommand(session, navigate)),
      ...(words.length > 1 ? [searchCommand(words, navigate)] : []),
    ])
  }, [sets, sessions, endpoints, found, words, contains, navigate])
  return (
    <Dialog.Root open onOpenChange={(open) => !open && setOverlay(null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          aria-label="Open by name"
          className="pop fixed inset-x-3 top-[10vh] z-40 mx-auto flex max-h-[70vh] max-w-[560px] flex-col overflow-hidden rounded-outer border border-line bg-surface shadow-float outline-none"
        >
          <Autocomplete.Root
            open
            inline
            items={groups}
            value={typed}
            onValueChange={setTyped}
            itemToStringValue={(entry: Entry) => `${entry.label} ${entry.hint ?? ''} ${entry.group}`}
            filter={(entry: Entry, query, toText) =>
              entry.isFound === true || contains(toText?.(entry) ?? entry.label, query)
            }
            autoHighlight="always"
            limit={maxShown}
          >
            <div className="flex flex-none items-center gap-2.5 border-b border-line px-3.5">
              <Icon name="search" className="text-ink-3" />
              <Autocomplete.Input
                aria-label="Name of a page, session, endpoint or command, or words in a session"
                placeholder="Page, session, endpoint, command, or words in a session"
                className="h-11 w-full min-w-0 bg-transparent text-prompt outline-none placeholder:text-ink-3 pointer-coarse:text-[1rem]"
              />
            </div>
            <Autocomplete.Empty className="px-4 py-5 text-control text-ink-2 empty:hidden">
              Nothing has this name.
            </Autocomplete.Empty>
            <Autocomplete.List className="min-h-0 flex-1 scroll-py-1 overflow-y-auto p-1.5 outline-none empty:hidden">
              {(group: Group) => (
                <Autocomplete.Group key={group.value} items={group.items} className="pb-1">
                  <Autocomplete.GroupLabel className="px-2 pt-2 pb-1 text-[0.6875rem] font-medium text-ink-3">
                    {group.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: Entry) => <Row key={entry.id} entry={entry} />}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Row({ entry }: { entry: Entry }) {
  return (
    <Autocomplete.Item
      value={entry}
      onClick={() => {
        setOverlay(null)
        entry.onSelect()
      }}
      className="flex min-h-8 cursor-default items-center gap-2.5 rounded-inner px-2 text-control outline-none select-none data-highlighted:bg-raised pointer-coarse:min-h-11"
    >
      {entry.icon ? <Icon name={entry.icon} className="text-ink-2" /> : <span className="size-4 flex-none" />}
      <span className="grid min-w-0 flex-1 grid-cols-1">
        <span className="truncate">{entry.label}</span>
        {entry.match && entry.match.text !== entry.label && (
          <span dir="auto" className="truncate pb-1 text-left text-note text-ink-3">
            <MatchText match={entry.match} />
          </span>
        )}
      </span>
      {entry.hint && <span className="flex-none text-note text-ink-3">{entry.hint}</span>}
    </Autocomplete.Item>
  )
}

interface Group {
  value: string
  items: Entry[]
}

function inGroups(entries: Entry[]): Group[] {
  return [...Map.groupBy(entries, (entry) => entry.group)].map(([value, items]) => ({ value, items }))
}

type Navigate = ReturnType<typeof useNavigate>

function sessionCommand(session: SessionRow, navigate: Navigate): Command {
  return {
    id: `session ${session.id}`,
    label: sessionTitle(session),
    group: 'Sessions',
    icon: session.page,
    onSelect: () => void navigate({ to: sessionPages[session.page].to, params: { sessionId: session.id } }),
  }
}

function foundCommand(session: SessionRow, navigate: Navigate): Entry {
  return {
    id: `found ${session.id}`,
    label: sessionTitle(session),
    group: 'Found in sessions',
    icon: session.page,
    isFound: true,
    ...(session.match && { match: session.match }),
    onSelect: () => void navigate({ to: sessionPages[session.page].to, ...sessionAddress(session) }),
  }
}

function searchCommand(q: string, navigate: Navigate): Entry {
  return {
    id: 'search sessions',
    label: `Search all sessions for “${q}”`,
    group: 'Found in sessions',
    icon: 'search',
    isFound: true,
    onSelect: () => void navigate({ to: '/sessions', search: { q } }),
  }
}

function endpointCommand(endpoint: Endpoint, navigate: Navigate): Command {
  return {
    id: `endpoint ${endpoint.name}`,
    label: endpoint.name,
    group: 'Endpoints',
    icon: 'endpoints',
    hint: endpoint.providerLabel,
    onSelect: () => void navigate({ to: '/endpoints', search: { find: endpoint.name } }),
  }
}

/** What is typed, once typing pauses. */
function useAfterPause(typed: string): string {
  const [settled, setSettled] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), msTypingPause)
    return () => clearTimeout(timer)
  }, [typed])
  return settled
}
