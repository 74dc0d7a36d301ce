import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { EndpointPicker } from './EndpointPicker.tsx'
import { whyUnusable, type PickedTask } from './whyUnusable.ts'
import { Dot } from '../../ui/Dot.tsx'
import { Icon } from '../../ui/Icon.tsx'

interface RecipientsProps {
  panes: { id: string; endpoint: string; hue: number }[]
  /** Those of them that exist. */
  chosen: Endpoint[]
  task: PickedTask
  onAdd: (endpoint: string) => void
  onRemove: (paneId: string) => void
  /** Accessible name of the button that takes one away. */
  removeLabel: (endpoint: string) => string
}

/** Whom a request goes to: a chip for each, and one to add another. */
export function Recipients({ panes, chosen, task, onAdd, onRemove, removeLabel }: RecipientsProps) {
  return (
    <ul aria-label="Endpoints" className="flex flex-wrap gap-1.5">
      {panes.map((pane) => {
        const endpoint = chosen.find(({ name }) => name === pane.endpoint)
        const problem = endpoint === undefined ? undefined : whyUnusable(endpoint, task)
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
              aria-label={removeLabel(pane.endpoint)}
              className="grid h-full w-7 place-items-center rounded-inner text-ink-3 hover:text-ink pointer-coarse:w-11"
              onClick={() => onRemove(pane.id)}
            >
              <Icon name="close" className="size-3" />
            </button>
          </li>
        )
      })}
      <li>
        <EndpointPicker
          value={null}
          task={task}
          onChange={onAdd}
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
