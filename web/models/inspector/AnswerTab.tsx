import { Fragment } from 'react'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { isEnded, type Choice } from '../../../server/contract/reply.ts'
import { Markdown } from '../../markdown/Markdown.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { CopyButton } from './CopyButton.tsx'
import { SourceBox } from './SourceBox.tsx'

export function AnswerTab({ invocation: { reply } }: { invocation: Invocation }) {
  const isStreaming = !isEnded(reply.status)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {reply.choices.map((choice, index) => (
        // Choices are numbered by the upstream and never move.
        // oxlint-disable-next-line react/no-array-index-key
        <ChoiceView key={index} choice={choice} isStreaming={isStreaming} />
      ))}
      {reply.failure && (
        <ErrorNote title={reply.failure.message} code={reply.failure.status}>
          {reply.failure.providerMessage}
        </ErrorNote>
      )}
    </div>
  )
}

function ChoiceView({ choice, isStreaming }: { choice: Choice; isStreaming: boolean }) {
  const isEmpty = choice.text === '' && choice.reasoning === '' && choice.toolCalls.length === 0
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {choice.reasoning !== '' && <SourceBox title="Reasoning" text={choice.reasoning} />}
      {choice.text !== '' && <Markdown text={choice.text} isStreaming={isStreaming} />}
      {choice.toolCalls.map((call) => (
        <Fragment key={call.id}>
          <SourceBox title={`Calls ${call.name}`} text={call.arguments} />
          {call.result && <SourceBox title="and got" text={call.result} />}
        </Fragment>
      ))}
      {isEmpty && <p className="text-note text-ink-3">{isStreaming ? 'Nothing yet.' : 'No text came.'}</p>}
      <p className="flex items-center gap-2 font-mono text-measure text-ink-2">
        {choice.finishReason !== undefined && <span>finish reason {choice.finishReason}</span>}
        {choice.text !== '' && <CopyButton label="Copy answer" text={choice.text} />}
      </p>
    </div>
  )
}
