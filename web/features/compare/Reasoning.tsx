import type { Reply } from '../../../server/contract/reply.ts'
import { Icon } from '../../ui/Icon.tsx'
import { formatMs } from '../../ui/formatNumber.ts'

interface ReasoningProps {
  text: string
  isThinking: boolean
  reply: Reply
}

/** The model's reasoning, folded away from its answer, with the time it took. Plain text: it is notes, not a document. */
export function Reasoning({ text, isThinking, reply }: ReasoningProps) {
  const { firstTokenAtMs, firstTextAtMs, lastTokenAtMs } = reply
  const until = firstTextAtMs ?? lastTokenAtMs
  const ms = firstTokenAtMs === undefined || until === undefined ? undefined : until - firstTokenAtMs
  return (
    <details className="group min-w-0 rounded-inner border border-line">
      <summary className="flex h-8 cursor-default list-none items-center gap-1.5 px-2 text-note text-ink-2 select-none pointer-coarse:h-11 [&::-webkit-details-marker]:hidden">
        <Icon name="chevron-right" className="size-3.5 transition-transform duration-100 group-open:rotate-90" />
        {isThinking ? 'Reasoning…' : 'Reasoning'}
        {ms !== undefined && <span className="font-mono text-measure text-ink-3">{formatMs(ms)}</span>}
      </summary>
      <div
        dir="auto"
        className="max-h-80 overflow-auto px-3 pb-2 text-note wrap-anywhere whitespace-pre-wrap text-ink-2"
      >
        {text}
      </div>
    </details>
  )
}
