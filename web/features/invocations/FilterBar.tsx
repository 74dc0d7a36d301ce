import type { InvocationFilter } from '../../../server/contract/invocationList.ts'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { filterChips } from './filter.ts'
import { FilterForm } from './FilterForm.tsx'

interface FilterBarProps {
  filter: InvocationFilter
  onChange: (change: Partial<InvocationFilter>) => void
  onClear: () => void
}

export function FilterBar({ filter, onChange, onClear }: FilterBarProps) {
  const chips = filterChips(filter)
  return (
    <div className="flex flex-none flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <SearchField
        label="Search requests and answers"
        keyDescription="Search the invocations"
        value={filter.search ?? ''}
        onChange={(search) => onChange({ search: search || undefined })}
      />
      <Popover
        title="Filters"
        trigger={
          <Button>
            Filters
            {chips.length > 0 && <span className="font-mono text-measure text-ink-2">{chips.length}</span>}
          </Button>
        }
      >
        <FilterForm filter={filter} onChange={onChange} />
      </Popover>
      <Button
        kind={filter.errorsOnly ? 'default' : 'plain'}
        aria-pressed={filter.errorsOnly ?? false}
        onClick={() => onChange({ errorsOnly: filter.errorsOnly ? undefined : true })}
      >
        {filter.errorsOnly && <Icon name="check" />}
        Errors only
      </Button>
      {chips.map(({ name, label }) => (
        <Chip key={name} aria-label={`Remove filter: ${label}`} onClick={() => onChange({ [name]: undefined })}>
          <span className="truncate">{label}</span>
          <Icon name="close" className="size-3" />
        </Chip>
      ))}
      {chips.length > 1 && (
        <Button kind="plain" size="small" onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  )
}
