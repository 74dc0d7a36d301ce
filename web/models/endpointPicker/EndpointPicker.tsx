import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { Icon } from '../../ui/Icon.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { whyUnusable, type PickedTask } from './whyUnusable.ts'

/** Apart from the first load: a board of panes needs the triggers at once, the list when one is opened. */
const EndpointList = part(async () => (await import('./EndpointList.tsx')).EndpointList)

interface EndpointPickerProps {
  value: string | null
  task: PickedTask
  onChange: (endpointName: string) => void
  /** A button of one's own instead of the name and provider. */
  trigger?: ReactElement<Record<string, unknown>>
}

export function EndpointPicker({ value, task, onChange, trigger }: EndpointPickerProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { data } = useQuery(endpointsQuery)
  const chosen = data?.endpoints.find((endpoint) => endpoint.name === value)
  return (
    <Popover
      isFlush
      label="Choose an endpoint"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={trigger ?? <PickerTrigger value={value} chosen={chosen} task={task} isKnown={data !== undefined} />}
    >
      {/* The list's own size, so that nothing moves when it arrives. */}
      <PartBoundary fallback={<div className="h-[360px] w-[380px] max-w-full" />}>
        <EndpointList
          value={value}
          task={task}
          onChange={(name) => {
            setIsOpen(false)
            onChange(name)
          }}
        />
      </PartBoundary>
    </Popover>
  )
}

interface PickerTriggerProps {
  value: string | null
  chosen: Endpoint | undefined
  task: PickedTask
  /** The endpoints are there: one that is not among them has been removed. */
  isKnown: boolean
}

function PickerTrigger({ value, chosen, task, isKnown, ...props }: PickerTriggerProps) {
  const problem = chosen ? whyUnusable(chosen, task) : value !== null && isKnown ? 'removed' : undefined
  return (
    <button
      type="button"
      aria-label={value === null ? 'Choose an endpoint' : `Endpoint: ${value}. Choose another`}
      {...props}
      className="flex h-7 max-w-full min-w-0 cursor-default items-baseline gap-2 rounded-inner border border-transparent px-1 leading-[26px] hover:border-line-strong data-popup-open:border-line-strong pointer-coarse:h-11 pointer-coarse:leading-[42px]"
    >
      <span
        className={joinClasses(
          'min-w-0 truncate text-[0.84375rem]',
          value === null ? 'text-ink-2' : 'font-semibold text-ink',
        )}
      >
        {value ?? 'Choose an endpoint'}
      </span>
      {problem ? (
        <span className="min-w-0 truncate text-note text-warn">{problem}</span>
      ) : (
        chosen && <span className="min-w-0 flex-none truncate text-note text-ink-3">{chosen.providerLabel}</span>
      )}
      <Icon name="chevron-down" className="size-3 self-center text-ink-3" />
    </button>
  )
}
