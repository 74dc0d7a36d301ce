import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { EndpointPicker } from '../../models/endpointPicker/EndpointPicker.tsx'
import { whyUnusable } from '../../models/endpointPicker/whyUnusable.ts'
import { Dot } from '../../ui/Dot.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { addEndpoint, removeEndpoint, useQuerySession, useQueryState } from './query.ts'

/** Whom the request goes to. */
export function Recipients({ chosen }: { chosen: Endpoint[] }) {
  const query = useQuerySession()
  const panes = useQueryState((state) => state.document.panes)
  return (
    <ul aria-label="Endpoints" className="flex flex-wrap gap-1.5">
      {panes.map((pane) => {
        const endpoint = chosen.find(({ name }) => name === pane.endpoint)
        const problem = endpoint === undefined ? undefined : whyUnusable(endpoint, 'any')
        return (
          <li
            key={pane.id}
            className="flex h-[30px] max-w-full items-center gap-2 rounded-inner border border-line bg-surface pl-2.5 text-control font-medium pointer-coarse:h-11"
          >
            <Dot hue={pane.hue} />
            <span className="min-w-0 truncate">{pane.endpoint}</span>
            {problem !== undefined && <span className="truncate text-note font-normal text-warn">{problem}</span>}
            <button
              type="button"
              aria-label={`Do not send to ${pane.endpoint}`}
              className="grid h-full w-7 place-items-center rounded-inner text-ink-3 hover:text-ink pointer-coarse:w-11"
              onClick={() => removeEndpoint(query, pane.id)}
            >
              <Icon name="close" className="size-3" />
            </button>
          </li>
        )
      })}
      <li>
        <EndpointPicker
          value={null}
          task="any"
          onChange={(name) => addEndpoint(query, name)}
          trigger={
            <button
              type="button"
              className="h-[30px] rounded-inner border border-dashed border-line-strong px-2.5 text-control text-ink-2 hover:text-ink pointer-coarse:h-11"
            >
              Add endpoint
            </button>
          }
        />
      </li>
    </ul>
  )
}
