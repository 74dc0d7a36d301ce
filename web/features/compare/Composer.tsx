import { useState } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { isEnded } from '../../../server/contract/reply.ts'
import { replies } from '../../streams/replies.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { keyLabels } from '../../ui/shortcuts.ts'
import { TextArea } from '../../ui/TextArea.tsx'
import { useCompare, useComparison } from './compareState.ts'
import { composerId } from './composerId.ts'
import { GetCode } from './GetCode.tsx'
import { setDraft, setSharedSettings } from './panes.ts'
import { recipients, sendPrompt, stopAll } from './sending.ts'
import { SettingsPopover } from './SettingsPopover.tsx'
import { everyInvocationId } from './turns.ts'

export function Composer() {
  const comparison = useComparison()
  const draft = useCompare(({ document }) => document.draft)
  return (
    <footer className="border-t border-line bg-canvas px-4 pt-3 pb-3.5">
      <div className="rounded-[10px] border border-line-strong bg-surface px-3 pt-[11px] pb-[9px] shadow-float focus-within:border-ink-3">
        <TextArea
          id={composerId}
          aria-label="Prompt"
          placeholder={useGreeting()}
          dir="auto"
          value={draft}
          onChange={(text) => setDraft(comparison, text)}
          isBare
          isAutoGrowing
          rows={1}
          className="max-h-[min(40vh,20rem)] min-h-[38px] pb-2 text-reading"
        />
        <Tools />
      </div>
    </footer>
  )
}

function Tools() {
  const comparison = useComparison()
  const settings = useCompare(({ document }) => document.settings)
  const count = useCompare(({ document }) => recipients(document).length)
  const hasDraft = useCompare(({ document }) => document.draft.trim() !== '')
  const isStreaming = useIsStreaming()
  const setCount = Object.keys(settings.parameters).length
  const [isCodeOpen, setIsCodeOpen] = useState(false)
  return (
    <div className="-ml-1 flex items-center gap-1">
      {/* Magnified, they scroll: Send stays where it is. */}
      <div className="-my-1 flex min-w-0 flex-1 items-center gap-1 overflow-x-auto py-1 pl-1 -ml-1 [scrollbar-width:none]">
        <SettingsPopover
          title="System prompt"
          note="For every synced pane that has none of its own."
          parts={['system prompt']}
          value={settings}
          onChange={(next) => setSharedSettings(comparison, next)}
          trigger={<Button kind="plain">System prompt{settings.systemPrompt.trim() && <Mark label="set" />}</Button>}
        />
        <SettingsPopover
          title="Parameters"
          note="For every synced pane; only what is set here is sent."
          parts={['parameters']}
          value={settings}
          onChange={(next) => setSharedSettings(comparison, next)}
          trigger={<Button kind="plain">Parameters{setCount > 0 && <Mark label={String(setCount)} />}</Button>}
        />
        {/* A phone has room for the other two; there it is in the menu of each pane. */}
        <Button kind="plain" className="max-[700px]:hidden" onClick={() => setIsCodeOpen(true)}>
          Get code
        </Button>
        <GetCode isOpen={isCodeOpen} onClose={() => setIsCodeOpen(false)} panes={recipients} />
      </div>
      {isStreaming && (
        <Button onClick={() => stopAll(comparison)}>
          <Icon name="stop" className="size-3.5" />
          Stop all
        </Button>
      )}
      <span className="mr-0.5 max-[700px]:hidden">
        <Kbd isOnKeyboardsOnly>{keyLabels('mod+enter')}</Kbd>
      </span>
      <Button
        kind="primary"
        className={isStreaming ? 'max-[700px]:hidden' : ''}
        disabled={!hasDraft || count === 0}
        onClick={() => sendPrompt(comparison)}
      >
        {count === 0 ? 'Send' : `Send to ${count}`}
      </Button>
    </div>
  )
}

function Mark({ label }: { label: string }) {
  return <span className="font-mono text-measure text-ink-3">{label}</span>
}

function useGreeting(): string {
  const count = useCompare(({ document }) => recipients(document).length)
  // Until the endpoints are known nobody can choose one.
  const isLoading = useCompare(({ document, isUntouched }) => isUntouched && document.panes.length === 0)
  const words = [
    isLoading ? 'Ask…' : 'Choose an endpoint first…',
    'Ask…',
    'Ask both…',
    'Ask all three…',
    'Ask all four…',
  ]
  return words[count] ?? `Ask all ${count}…`
}

function useIsStreaming(): boolean {
  const ids = useCompare(useShallow(({ document }) => everyInvocationId(document)))
  return useStore(replies, ({ replies: known }) =>
    ids.some((id) => known[id] !== undefined && !isEnded(known[id].status)),
  )
}
