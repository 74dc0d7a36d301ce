import { memo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { replies } from '../../streams/replies.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { useCompare, useComparison } from './compareState.ts'
import { copyText, plainText } from './copy.ts'
import type { ReplyPlace } from './FailureNote.tsx'
import { showAttempt } from './panes.ts'
import { retryReply, stopReply } from './sending.ts'
import { shownIndex } from './turns.ts'
import { VoteButtons } from './VoteButtons.tsx'

interface ReplyActionsProps {
  at: ReplyPlace
  isEnded: boolean
  hasText: boolean
}

export const ReplyActions = memo(function ReplyActions({ at, isEnded, hasText }: ReplyActionsProps) {
  const comparison = useComparison()
  return (
    <div className="ml-auto flex items-center gap-0.5 font-sans">
      <AttemptPager at={at} />
      {isEnded ? (
        <>
          <VoteButtons invocationId={at.invocationId} />
          <Menu
            trigger={
              <IconButton label="Copy" disabled={!hasText}>
                <Icon name="copy" />
              </IconButton>
            }
            items={[
              { label: 'Copy as text', onSelect: () => copyText(plainText(textOf(at))) },
              { label: 'Copy as Markdown', onSelect: () => copyText(textOf(at)) },
            ]}
          />
          <IconButton label="Retry" onClick={() => retryReply(comparison, at.turnId, at.paneId)}>
            <Icon name="retry" />
          </IconButton>
        </>
      ) : (
        <Button size="small" onClick={() => stopReply(comparison, at.invocationId)}>
          Stop
        </Button>
      )}
      <IconButton label="Inspect" onClick={() => comparison.store.setState({ inspectedId: at.invocationId })}>
        <Icon name="inspect" />
      </IconButton>
    </div>
  )
})

function textOf({ invocationId }: ReplyPlace): string {
  const choices = replies.getState().replies[invocationId]?.choices ?? []
  return choices.map(({ text }) => text).join('\n\n')
}

function AttemptPager({ at: { turnId, paneId } }: { at: ReplyPlace }) {
  const comparison = useComparison()
  const [index, count] = useCompare(
    useShallow(({ document }) => {
      const turn = document.turns.find(({ id }) => id === turnId)
      return turn ? [shownIndex(turn, paneId), turn.attempts[paneId]?.length ?? 0] : [0, 0]
    }),
  )
  if (count < 2) return null
  const show = (next: number) => showAttempt(comparison, turnId, { paneId, index: next })
  return (
    <span className="inline-flex items-center font-mono text-measure text-ink-2">
      <IconButton label="Earlier attempt" size="small" disabled={index === 0} onClick={() => show(index - 1)}>
        <Icon name="chevron-left" />
      </IconButton>
      {index + 1}/{count}
      <IconButton label="Later attempt" size="small" disabled={index === count - 1} onClick={() => show(index + 1)}>
        <Icon name="chevron-right" />
      </IconButton>
    </span>
  )
}
