import { Fragment, useMemo } from 'react'
import { isEnded, type Reply } from '../../../server/contract/reply.ts'
import { BodyBox } from '../../models/inspector/BodyBox.tsx'
import { SourceBox } from '../../models/inspector/SourceBox.tsx'
import { Markdown } from '../../markdown/Markdown.tsx'
import { AnswerTable } from './AnswerTable.tsx'
import { tableOf } from './tableOf.ts'

/** What the answer says: text where it has text, a table where it is one, else its JSON. */
export function AnswerView({ reply, body }: { reply: Reply; body: string | null }) {
  const table = useMemo(() => (body === null ? undefined : tableOf(body)), [body])
  const isStreaming = !isEnded(reply.status)
  if (table !== undefined) return <AnswerTable table={table} />
  const choices = reply.choices.filter(({ text, reasoning, toolCalls }) => text || reasoning || toolCalls.length > 0)
  if (choices.length === 0) {
    if (body !== null) return <BodyBox title="Answer" body={body} />
    if (isStreaming) return <p className="text-note text-ink-3">Nothing yet.</p>
    return reply.failure === undefined ? <p className="text-note text-ink-3">No text came.</p> : null
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {choices.map((choice, index) => (
        // Choices are numbered by the upstream and never move.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {choices.length > 1 && <h3 className="text-note font-medium text-ink-2">Choice {index}</h3>}
          {choice.reasoning !== '' && <SourceBox title="Reasoning" text={choice.reasoning} />}
          {choice.text !== '' && <Markdown text={choice.text} isStreaming={isStreaming} />}
          {choice.toolCalls.map((call) => (
            <Fragment key={call.id}>
              <SourceBox title={`Calls ${call.name}`} text={call.arguments} />
              {call.result && <SourceBox title="and got" text={call.result} />}
            </Fragment>
          ))}
          {choice.finishReason !== undefined && (
            <p className="font-mono text-measure text-ink-2">finish reason {choice.finishReason}</p>
          )}
        </div>
      ))}
    </div>
  )
}
