import { useQuery } from '@tanstack/react-query'
import { memo, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { EndpointPicker } from '../../models/endpointPicker/EndpointPicker.tsx'
import { parameterChips } from '../../models/parameters/parameterChips.ts'
import { Chip } from '../../ui/Chip.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { useCompare, useComparison } from './compareState.ts'
import { GetCode } from './GetCode.tsx'
import { clearPane, duplicatePane, movePane, removePane, setEndpoint, setPaneSettings, setSynced } from './panes.ts'
import { effectiveSettings } from './settings.ts'
import { SettingsPopover } from './SettingsPopover.tsx'

interface PaneHeadProps {
  paneId: string
  /** From 1: what Alt and the digit go to. */
  number: number
  /** One line, for tiles. */
  isCompact?: boolean
}

export const PaneHead = memo(function PaneHead({ paneId, number, isCompact = false }: PaneHeadProps) {
  const comparison = useComparison()
  const { endpoint, hue, isSynced } = useCompare(
    useShallow(({ document }) => {
      const pane = document.panes.find(({ id }) => id === paneId)
      return { endpoint: pane?.endpoint ?? null, hue: pane?.hue ?? 0, isSynced: pane?.isSynced ?? true }
    }),
  )
  const known = useEndpoint(endpoint)
  return (
    <header
      aria-label={`Pane ${number}: ${endpoint ?? 'no endpoint'}`}
      className="grid content-start gap-1.5 px-4 py-2"
    >
      <div className="flex min-w-0 items-center gap-2">
        <Dot hue={hue} />
        {/* One line high: where the name needs the room, the provider gives way. */}
        <div className="-m-1 flex h-[34px] min-w-0 flex-wrap content-start items-center gap-x-2 overflow-hidden p-1 pointer-coarse:h-13">
          <EndpointPicker
            value={endpoint}
            task="llm/v1/chat"
            onChange={(name) => setEndpoint(comparison, paneId, name)}
            trigger={
              <button
                type="button"
                aria-label={`Endpoint of pane ${number}: ${endpoint ?? 'choose'}`}
                className="-mx-1 max-w-[calc(100%+8px)] min-w-0 truncate rounded-inner px-1 py-1 text-[0.84375rem] leading-tight font-semibold hover:bg-raised data-popup-open:bg-raised pointer-coarse:min-h-11"
              >
                {endpoint ?? <span className="font-medium text-ink-3">Choose an endpoint</span>}
              </button>
            }
          />
          {known && !isCompact && (
            <span className="min-w-0 flex-none truncate py-1 text-note text-ink-3">{known.providerLabel}</span>
          )}
        </div>
        {isCompact && (
          <div className="h-[22px] min-w-0 shrink-[999] overflow-hidden">
            <PaneChips paneId={paneId} number={number} />
          </div>
        )}
        <span className="flex-1" />
        <IconButton
          label={isSynced ? 'Synced: follows the shared prompt and settings' : 'Not synced: has its own prompt'}
          aria-pressed={isSynced}
          className="aria-pressed:bg-transparent"
          onClick={() => setSynced(comparison, paneId, !isSynced)}
        >
          <Icon name={isSynced ? 'link' : 'unlink'} />
        </IconButton>
        <PaneMenu paneId={paneId} number={number} />
      </div>
      {!isCompact && <PaneChips paneId={paneId} number={number} />}
      <UnavailableNote name={endpoint} endpoint={known} />
    </header>
  )
})

function PaneMenu({ paneId, number }: PaneHeadProps) {
  const comparison = useComparison()
  const count = useCompare(({ document }) => document.panes.length)
  const [isCodeOpen, setIsCodeOpen] = useState(false)
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Menu of pane ${number}`}>
            <Icon name="more" />
          </IconButton>
        }
        items={[
          { label: 'Duplicate', icon: 'duplicate', onSelect: () => duplicatePane(comparison, paneId) },
          { label: 'Get code', icon: 'query', onSelect: () => setIsCodeOpen(true) },
          { label: 'Clear answers', icon: 'close', onSelect: () => clearPane(comparison, paneId) },
          {
            label: 'Move left',
            icon: 'left',
            isDisabled: number === 1,
            onSelect: () => movePane(comparison, paneId, -1),
          },
          {
            label: 'Move right',
            icon: 'right',
            isDisabled: number === count,
            onSelect: () => movePane(comparison, paneId, 1),
          },
          'separator',
          { label: 'Remove', icon: 'trash', isDanger: true, onSelect: () => removePane(comparison, paneId) },
        ]}
      />
      <GetCode
        isOpen={isCodeOpen}
        onClose={() => setIsCodeOpen(false)}
        panes={({ panes }) => panes.filter(({ id }) => id === paneId)}
      />
    </>
  )
}

/** What the pane is asked with, in chips; each opens the form. */
function PaneChips({ paneId, number }: PaneHeadProps) {
  const comparison = useComparison()
  const [isOpen, setIsOpen] = useState(false)
  const own = useCompare(({ document }) => document.panes.find(({ id }) => id === paneId)?.settings)
  const isSynced = useCompare(({ document }) => document.panes.find(({ id }) => id === paneId)?.isSynced ?? true)
  const shared = useCompare(({ document }) => document.settings)
  if (!own) return null
  const effective = effectiveSettings(shared, { isSynced, settings: own })
  const open = () => setIsOpen(true)
  return (
    // On a phone one line, which scrolls: the head stays on top of little height.
    <div className="flex min-h-[22px] flex-wrap items-center gap-[5px] max-sm:-mx-4 max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:-my-1 max-sm:px-4 max-sm:py-1 max-sm:[scrollbar-width:none] max-sm:*:flex-none">
      {effective.systemPrompt.trim() && (
        <Chip onClick={open} title={effective.systemPrompt.slice(0, 500)}>
          system
        </Chip>
      )}
      {parameterChips(effective.parameters).map(({ name, text }) => (
        <Chip key={name} onClick={open}>
          {text}
        </Chip>
      ))}
      <Chip className="pointer-coarse:min-h-10 pointer-coarse:px-2.5">{isSynced ? 'synced' : 'own prompt'}</Chip>
      <SettingsPopover
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Settings of pane ${number}`}
        {...(isSynced && { note: 'Empty fields follow the shared settings.', inherited: shared })}
        parts={['system prompt', 'parameters']}
        value={own}
        onChange={(settings) => setPaneSettings(comparison, paneId, settings)}
        trigger={
          <button
            type="button"
            aria-label={`Edit the settings of pane ${number}`}
            className="inline-flex size-[22px] items-center justify-center rounded-[5px] text-ink-3 hover:bg-raised hover:text-ink data-popup-open:bg-raised pointer-coarse:size-10"
          >
            <Icon name="pencil" className="size-3" />
          </button>
        }
      />
    </div>
  )
}

function UnavailableNote({ name, endpoint }: { name: string | null; endpoint: Endpoint | undefined }) {
  const { isSuccess } = useQuery(endpointsQuery)
  if (name === null || !isSuccess) return null
  if (!endpoint) return <p className="text-note text-warn">This endpoint is gone. Choose another.</p>
  switch (endpoint.state.type) {
    case 'ready':
      return null
    case 'unavailable':
      return <p className="text-note wrap-anywhere text-warn">{endpoint.state.reason}</p>
    case 'downloading':
      return <p className="text-note text-ink-3">Downloading, {Math.floor(endpoint.state.fraction * 100)} %</p>
  }
}

export function useEndpoint(name: string | null): Endpoint | undefined {
  const { data } = useQuery({
    ...endpointsQuery,
    select: ({ endpoints }) => endpoints.find((endpoint) => endpoint.name === name),
  })
  return data
}
