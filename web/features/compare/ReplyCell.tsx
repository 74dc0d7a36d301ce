import { memo, useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { Choice, Reply } from '../../../server/contract/reply.ts'
import { Markdown } from '../../markdown/Markdown.tsx'
import { useCompare } from './compareState.ts'
import { EndNote } from './EndNote.tsx'
import { FailureNote } from './FailureNote.tsx'
import { Reasoning } from './Reasoning.tsx'
import { ReplyActions } from './ReplyActions.tsx'
import { ReplyMeasurements } from './ReplyMeasurements.tsx'
import { shownAttempt } from './turns.ts'
import { useIsInView } from './useIsInView.ts'
import { usePacedReply } from '../../models/reply/usePacedReply.ts'
import { useAskedEndpoint } from '../../models/reply/useReply.ts'
import { WaitingNote } from './WaitingNote.tsx'

interface ReplyCellProps {
  turnId: string
  paneId: string
}

/** Row heights and the race go on meanwhile; text that is not seen is drawn now and then. */
const msOutOfView = 250

/** One pane's answer to one prompt: subscribes to its own reply only. */
export const ReplyCell = memo(function ReplyCell({ turnId, paneId }: ReplyCellProps) {
  const [invocationId, endpointNow] = useCompare(
    useShallow(({ document }) => {
      const turn = document.turns.find(({ id }) => id === turnId)
      const pane = document.panes.find(({ id }) => id === paneId)
      return [turn && shownAttempt(turn, paneId), pane?.endpoint ?? null]
    }),
  )
  const [element, isInView] = useIsInView()
  const reply = usePacedReply(invocationId, isInView ? 0 : msOutOfView)
  const endpoint = useAskedEndpoint(invocationId) ?? endpointNow
  const at = useMemo(
    () => ({ turnId, paneId, invocationId: invocationId ?? '', endpoint }),
    [turnId, paneId, invocationId, endpoint],
  )
  if (invocationId === undefined) return <p className="text-note text-ink-3">Not asked.</p>
  if (!reply) return <WaitingNote invocationId={invocationId} reply={undefined} />
  return (
    <article
      ref={element}
      aria-label={`Answer of ${endpoint ?? 'a pane'}`}
      aria-busy={isOpen(reply)}
      className="grid min-w-0 gap-2"
    >
      <h3 className={endpoint === endpointNow ? 'sr-only' : 'text-note font-medium text-ink-3'}>
        Answer of {endpoint ?? 'a pane'}
      </h3>
      {reply.choices.map((choice, index) => (
        // Choices are numbered by the upstream and never move.
        // oxlint-disable-next-line react/no-array-index-key
        <ChoiceText key={index} choice={choice} reply={reply} />
      ))}
      <WaitingNote invocationId={invocationId} reply={reply} />
      {reply.failure && <FailureNote failure={reply.failure} endedAtMs={reply.endedAtMs} at={at} />}
      <EndNote reply={reply} />
      <div className="flex min-h-[37px] flex-wrap items-center gap-x-3 border-t border-line pt-2 font-mono text-measure font-medium text-ink-3 tabular-nums">
        <ReplyMeasurements turnId={turnId} invocationId={invocationId} />
        <ReplyActions at={at} isEnded={!isOpen(reply)} hasText={reply.choices.some(({ text }) => text !== '')} />
      </div>
    </article>
  )
})

function ChoiceText({ choice, reply }: { choice: Choice; reply: Reply }) {
  const isStreaming = reply.status === 'streaming'
  return (
    <>
      {choice.reasoning && <Reasoning text={choice.reasoning} isThinking={isStreaming && !choice.text} reply={reply} />}
      {choice.text && (
        <div dir="auto" data-streaming={isStreaming || undefined} className="reply-text min-w-0 text-reading">
          <Markdown text={choice.text} isStreaming={isStreaming} />
        </div>
      )}
      {choice.toolCalls.map((call) => (
        <div key={call.id} className="min-w-0 rounded-inner border border-line bg-raised">
          <p className="px-3 pt-2 font-mono text-measure text-ink-2">calls {call.name}</p>
          <pre className="max-h-80 overflow-auto px-3 pb-2 font-mono text-measure">{call.arguments}</pre>
          {call.result && (
            <>
              <p className="border-t border-line px-3 pt-2 font-mono text-measure text-ink-2">and got</p>
              <pre className="max-h-80 overflow-auto px-3 pb-2 font-mono text-measure">{call.result}</pre>
            </>
          )}
        </div>
      ))}
    </>
  )
}

function isOpen({ status }: Reply): boolean {
  return status === 'queued' || status === 'waiting' || status === 'streaming'
}
