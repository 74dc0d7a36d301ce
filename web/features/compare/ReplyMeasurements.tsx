import { memo } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { emptyReply } from '../../../server/contract/reply.ts'
import { replies } from '../../streams/replies.ts'
import { formatCount, formatMs, formatRate } from '../../ui/formatNumber.ts'
import { useCompare } from './compareState.ts'
import { bestOfRow, measure } from '../../models/reply/measurements.ts'
import { shownAttempt } from './turns.ts'
import { msReadable, usePacedReply } from '../../models/reply/usePacedReply.ts'

interface ReplyMeasurementsProps {
  turnId: string
  invocationId: string
}

export const ReplyMeasurements = memo(function ReplyMeasurements({ turnId, invocationId }: ReplyMeasurementsProps) {
  const reply = usePacedReply(invocationId, msReadable) ?? emptyReply
  const figures = measure(reply)
  const best = useBest(turnId)
  const about = figures.isEstimate ? '~' : ''
  const why = figures.isEstimate
    ? 'An estimate from the length of the text: the provider has sent no count.'
    : undefined
  return (
    <p className="contents">
      {figures.msToFirstToken !== undefined && (
        <span title="Time to first token">
          first <Figure isBest={best.first === invocationId}>{formatMs(figures.msToFirstToken)}</Figure>
        </span>
      )}
      {figures.tokensPerSecond !== undefined && (
        <span title={why ?? 'Output tokens per second, between the first and the last'}>
          <Figure isBest={best.rate === invocationId}>
            {about}
            {formatRate(figures.tokensPerSecond)}
          </Figure>{' '}
          tok/s
        </span>
      )}
      {figures.tokensIn !== undefined && (
        <span title="Tokens in">
          <Figure>{formatCount(figures.tokensIn)}</Figure> in
        </span>
      )}
      {figures.tokensOut !== undefined && (
        <span title={why ?? 'Tokens out'}>
          <Figure>
            {about}
            {formatCount(figures.tokensOut)}
          </Figure>{' '}
          {figures.tokensIn === undefined ? 'tok' : 'out'}
        </span>
      )}
      {figures.msTotal !== undefined && (
        <span title="From the request to the end">
          <Figure>{formatMs(figures.msTotal)}</Figure>
        </span>
      )}
      {reply.served !== undefined && (
        <span title="The served model of this endpoint that answered">
          by <Figure>{reply.served}</Figure>
        </span>
      )}
    </p>
  )
})

function Figure({ isBest = false, children }: { isBest?: boolean; children: React.ReactNode }) {
  return (
    <b className={isBest ? 'font-medium text-good' : 'font-medium text-ink'}>
      {children}
      {isBest && <span className="sr-only"> (best of this row)</span>}
    </b>
  )
}

/** Changes only when a reply of the row ends, so it costs the streaming ones nothing. */
function useBest(turnId: string) {
  const ids = useCompare(
    useShallow(({ document }) => {
      const turn = document.turns.find(({ id }) => id === turnId)
      return turn ? document.panes.flatMap(({ id }) => shownAttempt(turn, id) ?? []) : []
    }),
  )
  return useStore(
    replies,
    useShallow(({ replies: known }) => bestOfRow(ids.map((id) => ({ id, reply: known[id] })))),
  )
}
