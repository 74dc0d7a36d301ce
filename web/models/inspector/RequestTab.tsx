import type { Invocation } from '../../../server/contract/invocation.ts'
import { BodyBox } from './BodyBox.tsx'
import { HeaderTable } from './HeaderTable.tsx'

export function RequestTab({ invocation: { request } }: { invocation: Invocation }) {
  if (request === null) {
    return (
      <p className="text-note text-ink-2">Nothing was sent: the invocation ended before, or still waits in line.</p>
    )
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p className="font-mono text-[0.75rem] leading-[1.5] wrap-anywhere">
        <span className="font-medium">{request.method}</span> {request.url}
      </p>
      <HeaderTable title="Headers" headers={request.headers} />
      <BodyBox title="Body" body={request.body} />
      <p className="text-note text-ink-3">Exactly as sent; the key is left out.</p>
    </div>
  )
}
