/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a row of the grid, whose rows are placed by themselves */
import type { SessionRow } from '../../../server/contract/session.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import { rowGrid } from './columns.ts'

interface ListHeadProps {
  rows: readonly SessionRow[]
  total: number
  selected: ReadonlySet<string>
  isBin: boolean
  isNarrow: boolean
  onSelectAll: () => void
}

const right = 'text-right'

/** The names of the columns; on a phone only for those who listen. */
export function ListHead({ rows, total, selected, isBin, isNarrow, onSelectAll }: ListHeadProps) {
  const isAll = selected.size > 0 && rows.length === total && rows.every(({ id }) => selected.has(id))
  const names = ['Title', 'Endpoints', 'Sends', 'Failed', isBin ? 'Deleted' : 'Changed']
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={
        isNarrow
          ? 'sr-only'
          : joinClasses(
              rowGrid,
              'sticky top-0 z-10 h-8 border-b border-line bg-canvas text-note font-medium text-ink-2',
            )
      }
    >
      <span role="columnheader" className="flex">
        {isNarrow ? (
          'Selected'
        ) : (
          <input
            type="checkbox"
            aria-label="Select all"
            checked={isAll}
            ref={(box) => {
              if (box) box.indeterminate = selected.size > 0 && !isAll
            }}
            onChange={onSelectAll}
            className="checkbox"
          />
        )}
      </span>
      <span role="columnheader">
        <span className="sr-only">Page</span>
      </span>
      {names.map((name, index) => (
        <span key={name} role="columnheader" className={index > 1 ? right : undefined}>
          {name}
        </span>
      ))}
      <span role="columnheader">
        <span className="sr-only">Actions</span>
      </span>
    </div>
  )
}
