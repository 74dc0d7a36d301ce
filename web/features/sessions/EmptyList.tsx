import { Link } from '@tanstack/react-router'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { filterChips, type SessionsSearch } from './filter.ts'

interface EmptyListProps {
  search: SessionsSearch
  isFiltered: boolean
  onChange: (change: Partial<SessionsSearch>) => void
  onClear: () => void
}

export function EmptyList({ search, isFiltered, onChange, onClear }: EmptyListProps) {
  if (isFiltered) return <NothingFound search={search} onChange={onChange} onClear={onClear} />
  if (search.bin)
    return (
      <EmptyState
        title="The bin is empty"
        actions={
          <Link to="/sessions" className={buttonClasses()}>
            All sessions
          </Link>
        }
      >
        A session that is deleted waits here for 30 days and can be restored.
      </EmptyState>
    )
  return (
    <EmptyState
      title="No sessions yet"
      actions={
        <Link to="/" className={buttonClasses('primary')}>
          New comparison
        </Link>
      }
    >
      Every comparison, completion, embedding and query is saved here by itself as soon as you type.
    </EmptyState>
  )
}

/** What to loosen, one by one: the search first, then each filter. */
function NothingFound({ search, onChange, onClear }: Omit<EmptyListProps, 'isFiltered'>) {
  const { q, failed, pinned, bin } = search
  const filters = [
    ...filterChips(search),
    ...(failed ? [{ label: 'with errors', without: { failed: undefined } }] : []),
    ...(pinned ? [{ label: 'pinned', without: { pinned: undefined } }] : []),
  ]
  return (
    <EmptyState
      title={bin ? 'Nothing in the bin matches' : 'No session matches'}
      actions={
        <>
          {q !== undefined && filters.length > 0 && (
            <Button onClick={() => onChange({ q: undefined })}>Without the search</Button>
          )}
          {(q !== undefined || filters.length > 1) &&
            filters.map(({ label, without }) => (
              <Button key={label} onClick={() => onChange(without)}>
                Without “{label}”
              </Button>
            ))}
          <Button kind="primary" onClick={onClear}>
            Clear all
          </Button>
        </>
      }
    >
      {q !== undefined && (
        <p>
          Every word must be there, by its beginning: in the title, a tag, a prompt or a reply. Words in “quotes” must
          stand together. Fewer words find more.
        </p>
      )}
      {q === undefined && filters.length > 0 && <p>No session passes every filter. Take one away to find more.</p>}
    </EmptyState>
  )
}
