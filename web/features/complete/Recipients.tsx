import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { EndpointPicker } from '../../models/endpointPicker/EndpointPicker.tsx'
import { whyUnusable } from '../../models/endpointPicker/whyUnusable.ts'
import { Dot } from '../../ui/Dot.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { addEndpoint, removeEndpoint, useComplete, useCompleteState } from './complete.ts'

/** Who goes on with the text. */
export function Recipients({ chosen }: { chosen: Endpoint[] }) {
  const complete = useComplete()
  const panes = useCompleteState((state) => state.document.panes)
  return (
    <ul aria-label="Endpoints" className="flex flex-wrap gap-1.5">
      {panes.map((pane) => {
        const endpoint = chosen.find(({ name }) => name === pane.endpoint)
        const problem = endpoint === undefined ? undefined : whyUnusable(endpoint, 'llm/v1/completions')
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
              aria-label={`Do not ask ${pane.endpoint}`}
              className="grid h-full w-7 place-items-center rounded-inner text-ink-3 hover:text-ink pointer-coarse:w-11"
              onClick={() => removeEndpoint(complete, pane.id)}
            >
              <Icon name="close" className="size-3" />
            </button>
          </li>
        )
      })}
      <li>
        <EndpointPicker
          value={null}
          task="llm/v1/completions"
          onChange={(name) => addEndpoint(complete, name)}
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
