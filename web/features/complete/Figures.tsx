import type { Reply } from '../../../server/contract/reply.ts'
import { measure } from '../../models/reply/measurements.ts'
import { useCalmReply } from '../../models/reply/useReply.ts'
import { formatCount, formatMs, formatRate } from '../../ui/formatNumber.ts'

/** What was measured of an answer. */
export function Figures({ reply, choice = 0 }: { reply: Reply; choice?: number }) {
  const figures = measure(useCalmReply(reply))
  const about = figures.isEstimate ? '~' : ''
  const why = figures.isEstimate
    ? 'An estimate from the length of the text: the provider has sent no count.'
    : undefined
  const finish = reply.choices[choice]?.finishReason
  return (
    <span className="flex flex-wrap gap-x-2.5 font-mono text-measure text-ink-2 tabular-nums">
      {figures.msToFirstToken !== undefined && (
        <span title="Time to first token">first {formatMs(figures.msToFirstToken)}</span>
      )}
      {figures.tokensPerSecond !== undefined && (
        <span title={why ?? 'Output tokens per second, between the first and the last'}>
          {about}
          {formatRate(figures.tokensPerSecond)} tok/s
        </span>
      )}
      {figures.tokensIn !== undefined && <span title="Tokens in">{formatCount(figures.tokensIn)} in</span>}
      {figures.tokensOut !== undefined && (
        <span title={why ?? (reply.choices.length > 1 ? 'Tokens out, all samples together' : 'Tokens out')}>
          {about}
          {formatCount(figures.tokensOut)} out
        </span>
      )}
      {figures.msTotal !== undefined && <span title="From the request to the end">{formatMs(figures.msTotal)}</span>}
      {finish !== undefined && <span title="Why it ended: finish_reason">{finish}</span>}
    </span>
  )
}
