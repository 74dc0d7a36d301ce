import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { formatPercent } from '../../ui/formatNumber.ts'
import { TaskChips } from './TaskChips.tsx'

export function EndpointLine({ endpoint }: { endpoint: Endpoint }) {
  const isNamedApart = endpoint.model !== endpoint.name
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 [contain-intrinsic-size:auto_40px] [content-visibility:auto] last:border-0">
      <div className="min-w-0 flex-[1_1_240px]">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="wrap-anywhere">{endpoint.name}</span>
          <TaskChips tasks={endpoint.tasks} />
        </p>
        {(isNamedApart || endpoint.note) && (
          <p className="text-note wrap-anywhere text-ink-3">
            {isNamedApart && <span className="font-mono text-measure">{endpoint.model}</span>}
            {isNamedApart && endpoint.note && ' · '}
            {endpoint.note}
          </p>
        )}
      </div>
      <State endpoint={endpoint} />
    </li>
  )
}

function State({ endpoint: { state } }: { endpoint: Endpoint }) {
  switch (state.type) {
    case 'ready':
      return <span className="text-note font-medium text-good">Ready</span>
    case 'downloading':
      return <span className="text-note text-ink-2">Downloading {formatPercent(state.fraction)}</span>
    case 'unavailable':
      return <span className="text-note text-warn">{state.reason}</span>
  }
}
