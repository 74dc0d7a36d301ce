import type { ReactNode } from 'react'
import { failureMessage } from '../../api/failureMessage.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'

interface CredentialListProps<Row extends { id: string; name: string }> {
  title: string
  about: string
  create: { label: string; onSelect: () => void }
  query: { data: Row[] | undefined; isError: boolean; error: unknown; refetch: () => unknown }
  empty: string
  /** What is said of one beside its name. */
  facts: (row: Row) => ReactNode
  onRevoke: (row: Row) => void
}

/** One of the two lists of Access: heading, what is in it, and its rows. */
export function CredentialList<Row extends { id: string; name: string }>(props: CredentialListProps<Row>) {
  const { title, about, create, query, empty, facts, onRevoke } = props
  return (
    <div className="grid grid-cols-1 gap-2 pt-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="flex-1 text-reading font-medium whitespace-nowrap">{title}</h3>
        <Button onClick={create.onSelect}>
          <Icon name="plus" className="size-[15px]" />
          {create.label}
        </Button>
      </div>
      <p className="max-w-[65ch] text-note text-ink-3">{about}</p>
      {!query.data && query.isError && (
        <ErrorNote
          title={`The ${title.toLowerCase()} could not be read`}
          actions={<Button onClick={() => void query.refetch()}>Retry</Button>}
        >
          {failureMessage(query.error)}
        </ErrorNote>
      )}
      <div className="overflow-hidden rounded-outer border border-line bg-surface empty:hidden">
        {query.data?.map((row) => (
          <div key={row.id} className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-3 last:border-b-0">
            <div className="min-w-0 flex-1">
              <p className="text-control font-medium wrap-anywhere">{row.name}</p>
              <div className="text-note wrap-anywhere text-ink-2">{facts(row)}</div>
            </div>
            <Button kind="plain" aria-label={`Revoke ${row.name}`} onClick={() => onRevoke(row)}>
              Revoke
            </Button>
          </div>
        ))}
        {query.data?.length === 0 && <p className="px-3 py-2.5 text-note text-ink-2">{empty}</p>}
        {!query.data && !query.isError && (
          <div aria-label={`Loading ${title.toLowerCase()}`} className="px-3 py-2.5">
            <Skeleton />
          </div>
        )}
      </div>
    </div>
  )
}
