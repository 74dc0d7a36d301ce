import { useMemo } from 'react'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { BodyBox } from './BodyBox.tsx'
import { HeaderTable } from './HeaderTable.tsx'
import { SourceBox } from './SourceBox.tsx'

export function ResponseTab({ invocation }: { invocation: Invocation }) {
  const { response, body, events, eventsOmitted } = invocation
  // The data lines as server-sent events; comments and retry fields are not kept.
  const stream = useMemo(() => events.map(({ data }) => `data: ${data}\n\n`).join(''), [events])
  if (response === null) return <p className="text-note text-ink-2">No answer came.</p>
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p className="font-mono text-[0.75rem]">
        Status <span className="font-medium">{response.status}</span>
      </p>
      <HeaderTable title="Headers" headers={response.headers} />
      {body !== null && <BodyBox title="Body" body={body} />}
      {stream !== '' && <SourceBox title="Event stream" text={stream} />}
      {eventsOmitted > 0 && <OmittedNote count={eventsOmitted} />}
    </div>
  )
}

export function OmittedNote({ count }: { count: number }) {
  return (
    <p className="text-note text-ink-2">
      {count.toLocaleString('en')} more {count === 1 ? 'event was' : 'events were'} not recorded: only so many are kept.
    </p>
  )
}
