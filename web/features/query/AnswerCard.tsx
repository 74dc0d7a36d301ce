import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Invocation } from '../../../server/contract/invocation.ts'
import type { QueryPane } from '../../../server/contract/queryDocument.ts'
import { emptyReply, isEnded, type Reply } from '../../../server/contract/reply.ts'
import { invocationQuery } from '../../api/queries.ts'
import { BodyBox } from '../../models/inspector/BodyBox.tsx'
import { EventsTab } from '../../models/inspector/EventsTab.tsx'
import { HeaderTable } from '../../models/inspector/HeaderTable.tsx'
import { OpenInButtons } from '../../models/inspector/OpenInButtons.tsx'
import { RequestTab } from '../../models/inspector/RequestTab.tsx'
import { TimingTab } from '../../models/inspector/TimingTab.tsx'
import { failureTitle } from '../../models/reply/failureTitle.ts'
import { measure } from '../../models/reply/measurements.ts'
import { useAskedEndpoint, useCalmReply, useReply } from '../../models/reply/useReply.ts'
import { Button } from '../../ui/Button.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { formatCount, formatMs } from '../../ui/formatNumber.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { AnswerView } from './AnswerView.tsx'
import { useQuerySession } from './query.ts'
import { rejectedField } from './rejectedField.ts'
import { sendWithout, stopInvocation } from './sending.ts'
import { removeField } from './removeField.ts'

interface AnswerCardProps {
  sendId: string
  invocationId: string
  /** How often the endpoint was asked in this send. */
  attempts: number
  /** undefined: no longer among those it is sent to. */
  pane: QueryPane | undefined
}

/** One endpoint's answer: what it says, then every byte and every time of it. */
export function AnswerCard({ sendId, invocationId, attempts, pane }: AnswerCardProps) {
  const reply = useReply(invocationId) ?? emptyReply
  const endpoint = useAskedEndpoint(invocationId) ?? pane?.endpoint ?? ''
  const hasEnded = isEnded(reply.status)
  const { data: invocation } = useQuery({ ...invocationQuery(invocationId), enabled: hasEnded })
  const [tab, setTab] = useState('answer')
  return (
    <article aria-label={endpoint} className="min-w-0 rounded-outer border border-line bg-surface">
      <header className="flex min-h-[34px] min-w-0 flex-wrap items-center gap-x-2 border-b border-line px-3 py-1">
        <Dot hue={pane?.hue ?? 7} />
        <h2 className="min-w-0 truncate text-control font-semibold">{endpoint}</h2>
        <Status reply={reply} />
        {attempts > 1 && <span className="text-note text-ink-3">attempt {attempts}</span>}
        <span className="flex-1" />
        <Figures reply={reply} />
        {!hasEnded && (
          <Button size="small" onClick={() => stopInvocation(invocationId)}>
            Stop
          </Button>
        )}
      </header>
      <div className="p-3">
        {reply.failure !== undefined && (
          <Failed reply={reply} sendId={sendId} pane={pane} requestText={invocation?.requestBody} />
        )}
        {hasEnded && invocation !== undefined ? (
          <Tabs
            label={`Parts of the answer of ${endpoint}`}
            tabs={tabsOf(invocation, reply)}
            value={tab}
            onChange={setTab}
          />
        ) : (
          <AnswerView reply={reply} body={null} />
        )}
        {hasEnded && invocation !== undefined && (
          <div className="mt-3">
            <OpenInButtons invocation={invocation} isOnQuery />
          </div>
        )}
      </div>
    </article>
  )
}

function tabsOf(invocation: Invocation, reply: Reply) {
  const { body, events, eventsOmitted, response } = invocation
  const eventCount = events.length + eventsOmitted
  return [
    { value: 'answer', label: 'Answer', content: <AnswerView reply={reply} body={body} /> },
    {
      value: 'body',
      label: 'Body',
      content:
        body === null ? (
          <p className="text-note text-ink-2">The answer came as a stream: see its events.</p>
        ) : (
          <BodyBox title="Body" body={body} />
        ),
    },
    { value: 'events', label: `Events ${formatCount(eventCount)}`, content: <EventsTab invocation={invocation} /> },
    {
      value: 'headers',
      label: 'Headers',
      content:
        response === null ? (
          <p className="text-note text-ink-2">No answer came.</p>
        ) : (
          <HeaderTable title="Headers of the answer" headers={response.headers} />
        ),
    },
    { value: 'request', label: 'As sent', content: <RequestTab invocation={invocation} /> },
    { value: 'timing', label: 'Timing', content: <TimingTab invocation={invocation} /> },
  ]
}

function Status({ reply }: { reply: Reply }) {
  const code = reply.httpStatus ?? reply.failure?.status
  const word = {
    queued: 'in line',
    waiting: 'waiting',
    streaming: 'streaming',
    done: '',
    stopped: 'stopped',
    failed: 'failed',
    interrupted: 'interrupted',
  }[reply.status]
  const isGood = code !== undefined && code < 300
  return (
    <span aria-live="polite" className="font-mono text-measure text-ink-2">
      {code !== undefined && (
        <span className={joinClasses('font-medium', isGood ? 'text-good' : 'text-bad')}>{code}</span>
      )}{' '}
      {word}
    </span>
  )
}

function Figures({ reply }: { reply: Reply }) {
  const { msToFirstToken, msTotal, tokensOut, isEstimate } = measure(useCalmReply(reply))
  return (
    <span className="flex flex-wrap gap-x-2 font-mono text-measure text-ink-2 tabular-nums">
      {msToFirstToken !== undefined && <span title="Time to first token">first {formatMs(msToFirstToken)}</span>}
      {msTotal !== undefined && <span title="From the request to the end">{formatMs(msTotal)}</span>}
      {tokensOut !== undefined && (
        <span title={isEstimate ? 'An estimate from the length of the text' : 'Tokens out'}>
          {isEstimate ? '~' : ''}
          {formatCount(tokensOut)} tok
        </span>
      )}
    </span>
  )
}

interface FailedProps {
  reply: Reply
  sendId: string
  pane: QueryPane | undefined
  /** As it was written, once that is known. */
  requestText: string | undefined
}

/** What the provider said, and a way on where it refused one field. */
function Failed({ reply: { failure }, sendId, pane, requestText }: FailedProps) {
  const query = useQuerySession()
  if (failure === undefined) return null
  const words = failure.providerMessage
  const field =
    requestText === undefined ? undefined : rejectedField(`${words ?? ''} ${failure.field ?? ''}`, requestText)
  return (
    <div className="mb-3 grid gap-2">
      <p className="text-reading wrap-anywhere text-ink-2">
        <b className="font-semibold text-bad">{failureTitle(failure.kind)}.</b> {failure.message}{' '}
        {words !== undefined && words !== '' && <q dir="auto">{words}</q>}
      </p>
      {field !== undefined && pane !== undefined && requestText !== undefined && (
        <div className="flex flex-wrap gap-1.5">
          <Button size="small" onClick={() => sendWithout(query, sendId, pane, requestText, field)}>
            Send without {field}
          </Button>
          <Button kind="plain" size="small" onClick={() => removeField(query, field)}>
            Take {field} out of the request
          </Button>
        </div>
      )}
    </div>
  )
}
