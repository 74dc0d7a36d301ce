import { Button } from '../../ui/Button.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { useCompare, useComparison } from './compareState.ts'
import { setPaneDraft } from './panes.ts'
import { sendPanePrompt } from './sending.ts'

/** The prompt of a pane that is not synced. */
export function PaneComposer({ paneId }: { paneId: string }) {
  const comparison = useComparison()
  const draft = useCompare(({ document }) => document.panes.find(({ id }) => id === paneId)?.draft ?? '')
  const endpoint = useCompare(({ document }) => document.panes.find(({ id }) => id === paneId)?.endpoint)
  return (
    <div className="grid gap-1.5 rounded-outer border border-line-strong bg-surface p-2 focus-within:border-ink-3">
      <TextArea
        aria-label={`Prompt for ${endpoint ?? 'this pane'} alone`}
        placeholder={`Ask ${endpoint ?? 'this pane'} alone…`}
        dir="auto"
        value={draft}
        onChange={(text) => setPaneDraft(comparison, paneId, text)}
        isBare
        isAutoGrowing
        rows={1}
        className="max-h-40 px-1 text-reading"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          // The page's own Send would ask the synced panes.
          event.preventDefault()
          event.stopPropagation()
          sendPanePrompt(comparison, paneId)
        }}
      />
      <Button
        kind="primary"
        size="small"
        className="justify-self-end"
        disabled={!draft.trim()}
        onClick={() => sendPanePrompt(comparison, paneId)}
      >
        Send
      </Button>
    </div>
  )
}
