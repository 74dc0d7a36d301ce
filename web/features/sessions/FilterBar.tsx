import { Link } from '@tanstack/react-router'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { Popover } from '../../ui/Popover.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { filterChips, isFiltered, maxQuery, type SessionsSearch } from './filter.ts'
import { FilterForm } from './FilterForm.tsx'

interface FilterBarProps {
  search: SessionsSearch
  binCount: number
  onChange: (change: Partial<SessionsSearch>) => void
  onClear: () => void
}

export function FilterBar({ search, binCount, onChange, onClear }: FilterBarProps) {
  const chips = filterChips(search)
  const toggle = (name: 'failed' | 'pinned', label: string) => (
    <Button
      kind={search[name] ? 'default' : 'plain'}
      aria-pressed={search[name] ?? false}
      onClick={() => onChange({ [name]: search[name] ? undefined : true })}
    >
      {search[name] && <Icon name="check" />}
      {label}
    </Button>
  )
  return (
    <div className="flex flex-none flex-wrap items-center gap-2 border-b border-line px-4 py-2 max-sm:gap-x-1">
      <SearchField
        label="Search titles, tags, prompts, replies"
        keyDescription="Search the sessions"
        value={search.q ?? ''}
        maxLength={maxQuery}
        onChange={(q) => onChange({ q: q.trim() === '' ? undefined : q })}
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
        <FilterForm search={search} onChange={onChange} />
      </Popover>
      {toggle('failed', 'With errors')}
      {search.bin !== true && toggle('pinned', 'Pinned')}
      {chips.map(({ label, without }) => (
        <Chip key={label} aria-label={`Remove filter: ${label}`} onClick={() => onChange(without)}>
          <span className="truncate">{label}</span>
          <Icon name="close" className="size-3" />
        </Chip>
      ))}
      {isFiltered(search) && (
        <Button kind="plain" size="small" className="max-sm:px-1.5!" onClick={onClear}>
          Clear all
        </Button>
      )}
      {search.bin !== true && (
        <Link
          to="/sessions"
          search={{ bin: true }}
          className={joinClasses(buttonClasses('plain'), 'ml-auto hover:bg-raised')}
        >
          <Icon name="trash" />
          <span className="max-sm:sr-only">Bin</span>
          {binCount > 0 && <span className="font-mono text-measure text-ink-3">{formatCount(binCount)}</span>}
        </Link>
      )}
    </div>
  )
}
