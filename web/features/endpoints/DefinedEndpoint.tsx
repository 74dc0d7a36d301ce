import type { Endpoint, ServedEntity } from '../../../server/contract/endpoint.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { ServedEntityLine } from './ServedEntityLine.tsx'
import { TaskChips } from './TaskChips.tsx'

interface DefinedEndpointProps {
  endpoint: Endpoint
  served: ServedEntity[]
  onEdit: () => void
  onRemove: () => void
}

/** An endpoint that was defined as a whole: its served entities and how invocations are split between them. */
export function DefinedEndpoint({ endpoint, served, onEdit, onRemove }: DefinedEndpointProps) {
  const { name, tasks, source, sourceDetail, state, isFallbackEnabled } = endpoint
  const isCreated = source === 'created'
  const about = [
    isCreated ? `created ${sourceDetail}` : `${source}, ${sourceDetail}`,
    served.length > 1 && `${served.length} served models`,
    isFallbackEnabled && 'when one fails, the others are asked in this order',
  ]
  return (
    <section aria-label={name} className="overflow-hidden rounded-outer border border-line bg-surface">
      <header className="flex items-start gap-2 border-b border-line py-2.5 pr-2 pl-3">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <h2 className="text-reading font-semibold wrap-anywhere">{name}</h2>
            <TaskChips tasks={tasks} />
          </div>
          <p className="text-note wrap-anywhere text-ink-3">{about.filter(Boolean).join(' · ')}</p>
          {state.type === 'unavailable' && <p className="text-note wrap-anywhere text-warn">{state.reason}</p>}
        </div>
        {isCreated && (
          <Menu
            trigger={
              <IconButton label={`Actions for ${name}`}>
                <Icon name="more" />
              </IconButton>
            }
            items={[
              ...(served.length > 1 ? [{ label: 'Edit traffic', icon: 'pencil' as const, onSelect: onEdit }] : []),
              { label: 'Remove', icon: 'trash', isDanger: true, onSelect: onRemove },
            ]}
          />
        )}
      </header>
      <ul>
        {served.map((entity) => (
          <ServedEntityLine
            key={entity.name}
            entity={entity}
            upstreamId={`${endpoint.upstreamId}/${entity.name}`}
            isFallbackEnabled={isFallbackEnabled === true}
            isAlone={served.length === 1}
          />
        ))}
      </ul>
    </section>
  )
}
