import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Endpoint } from '../../server/contract/endpoint.ts'
import type { SessionRow } from '../../server/contract/session.ts'
import { endpointsQuery, sessionsQuery } from '../api/queries.ts'
import { sessionTitle } from '../models/session/sessionTitle.ts'
import { sessionPages } from '../models/session/sessionPages.ts'
import { useCommandStore, type Command } from '../ui/commands.ts'
import { Icon } from '../ui/Icon.tsx'
import { setOverlay } from './overlay.ts'

/** Rows shown at once: more than anyone reads before typing another letter. */
const maxShown = 60

export function CommandPalette() {
  const navigate = useNavigate()
  const { data: sessions } = useQuery(sessionsQuery)
  const { data: endpoints } = useQuery(endpointsQuery)
  const sets = useCommandStore((state) => state.sets)
  const groups = useMemo(
    () =>
      inGroups([
        ...sets.toReversed().flat(),
        ...(sessions ?? []).map((session) => sessionCommand(session, navigate)),
        ...(endpoints?.endpoints ?? []).map((endpoint) => endpointCommand(endpoint, navigate)),
      ]),
    [sets, sessions, endpoints, navigate],
  )
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
            itemToStringValue={(command: Command) => `${command.label} ${command.hint ?? ''} ${command.group}`}
            autoHighlight="always"
            limit={maxShown}
          >
            <div className="flex flex-none items-center gap-2.5 border-b border-line px-3.5">
              <Icon name="search" className="text-ink-3" />
              <Autocomplete.Input
                aria-label="Name of a page, session, endpoint or command"
                placeholder="Page, session, endpoint, command"
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
                    {(command: Command) => <Row key={command.id} command={command} />}
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

function Row({ command }: { command: Command }) {
  return (
    <Autocomplete.Item
      value={command}
      onClick={() => {
        setOverlay(null)
        command.onSelect()
      }}
      className="flex min-h-8 cursor-default items-center gap-2.5 rounded-inner px-2 text-control outline-none select-none data-highlighted:bg-raised pointer-coarse:min-h-11"
    >
      {command.icon ? <Icon name={command.icon} className="text-ink-2" /> : <span className="size-4 flex-none" />}
      <span className="min-w-0 flex-1 truncate">{command.label}</span>
      {command.hint && <span className="flex-none text-note text-ink-3">{command.hint}</span>}
    </Autocomplete.Item>
  )
}

interface Group {
  value: string
  items: Command[]
}

function inGroups(commands: Command[]): Group[] {
  return [...Map.groupBy(commands, (command) => command.group)].map(([value, items]) => ({ value, items }))
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
