/* oxlint-disable jsx-a11y/prefer-tag-over-role -- only the rows in view exist, each placed by itself: a table would lay them out */
import type { MouseEvent } from 'react'
import type { SessionRow } from '../../../server/contract/session.ts'
import { SessionMenu } from '../../models/session/SessionMenu.tsx'
import { sessionTitle } from '../../models/session/sessionTitle.ts'
import { formatCount } from '../../ui/formatNumber.ts'
import { formatWhen } from '../../ui/formatWhen.ts'
import { Icon } from '../../ui/Icon.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { BinMenu } from './BinMenu.tsx'
import { narrowGrid, rowGrid } from './columns.ts'
import { endpointsInShort } from './endpointsInShort.ts'
import { pageLabel } from './filter.ts'
import { SessionTitle } from './SessionTitle.tsx'
import type { RowActions } from './useListKeys.ts'

export interface SessionLineProps extends RowActions {
  row: SessionRow
  index: number
  top: number
  height: number
  isNarrow: boolean
  isBin: boolean
  /** In the order of Tab. */
  isCurrent: boolean
  isSelected: boolean
  isSelecting: boolean
  isRenaming: boolean
  /** What is searched for. */
  query: string | undefined
  isLastPinned: boolean
  readAt: Date
  onFocus: () => void
  onRenamed: () => void
  onTag: (name: string) => void
}

/** Without a row: its place, while it is read. */
type LineProps = Omit<SessionLineProps, 'row'> & { row: SessionRow | undefined }

const figure = 'text-right font-mono text-measure tabular-nums text-ink-2'

/** One place of the list. It stays itself, focus and all, while another session comes to stand in it. */
export function SessionLine({ row, ...props }: LineProps) {
  const { index, isNarrow, isSelected } = props
  return (
    // Its keys are the grid's (useListKeys.ts).
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={row && isSelected}
      aria-busy={row === undefined}
      data-index={index}
      tabIndex={props.isCurrent ? 0 : -1}
      onFocus={props.onFocus}
      onClick={row && ((event) => onRowClick(event, { row, ...props }))}
      className={joinClasses(
        'group absolute inset-x-0 top-0 cursor-default border-b text-control select-none focus-visible:-outline-offset-2',
        isNarrow ? narrowGrid : rowGrid,
        isSelected ? 'bg-raised' : 'hover:bg-raised',
        props.isLastPinned ? 'border-line-strong' : 'border-line',
      )}
      style={{ transform: `translateY(${props.top}px)`, height: props.height }}
    >
      {row ? (
        <Cells row={row} {...props} />
      ) : (
        <span role="gridcell" className="col-start-3">
          <span className="sr-only">Loading</span>
          <Skeleton />
        </span>
      )}
    </div>
  )
}

function Cells(props: SessionLineProps) {
  const { row, isNarrow, isBin, isSelected } = props
  const name = sessionTitle(row)
  return (
    <>
      <span role="gridcell" className="flex items-center">
        {/* The whole cell is the target, not the box alone. */}
        <label className="flex items-center self-stretch pointer-coarse:-m-3 pointer-coarse:p-3">
          <input
            type="checkbox"
            tabIndex={-1}
            checked={isSelected}
            aria-label={`Select ${name}`}
            // By click, not by change: Shift takes everything up to here.
            onChange={() => undefined}
            onClick={(event) => {
              event.stopPropagation()
              props.onSelect(row, event.shiftKey)
            }}
            className={joinClasses(
              'checkbox',
              !props.isSelecting &&
                'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100',
            )}
          />
        </label>
      </span>
      <span role="gridcell" className="flex text-ink-3" title={pageLabel(row.page)}>
        <Icon name={row.page} />
        <span className="sr-only">{pageLabel(row.page)}</span>
      </span>
      <SessionTitle {...props} />
      {!isNarrow && (
        <>
          <Endpoints names={row.endpoints} />
          <span role="gridcell" className={figure}>
            {row.sends > 0 ? formatCount(row.sends) : '–'}
          </span>
          <span role="gridcell" className={row.failures > 0 ? joinClasses(figure, 'text-bad!') : figure}>
            {row.failures > 0 ? formatCount(row.failures) : '–'}
          </span>
        </>
      )}
      <When row={row} readAt={props.readAt} />
      <span role="gridcell" className="flex justify-end">
        {isBin ? (
          <BinMenu row={row} onRestore={() => props.onOpen(row)} onDelete={() => props.onDelete(row)} />
        ) : (
          <SessionMenu session={row} tabIndex={-1} onRename={() => props.onRename(row)} />
        )}
      </span>
    </>
  )
}

/** A click on what is no control opens; with Shift or Ctrl it selects, as in any list of files. */
function onRowClick(event: MouseEvent, { row, onOpen, onSelect, isSelecting, isBin, isRenaming }: SessionLineProps) {
  const isControl = event.target instanceof Element && event.target.closest('a, button, input, label, [role=menu]')
  if (isControl || isRenaming) return
  if (event.shiftKey || event.ctrlKey || event.metaKey || isSelecting || isBin) onSelect(row, event.shiftKey)
  else onOpen(row)
}

function Endpoints({ names }: { names: string[] }) {
  const [shown, more] = endpointsInShort(names)
  return (
    <span role="gridcell" className="flex min-w-0 gap-1 text-note text-ink-2" title={names.join(', ')}>
      <span className="truncate">{shown}</span>
      {more && <span className="flex-none text-ink-3">{more}</span>}
    </span>
  )
}

function When({ row: { updatedAt, deletedAt }, readAt }: Pick<SessionLineProps, 'row' | 'readAt'>) {
  const at = new Date(deletedAt ?? updatedAt)
  return (
    <span role="gridcell" className="text-right text-note whitespace-nowrap text-ink-3 tabular-nums">
      <time dateTime={at.toISOString()} title={at.toLocaleString('en-GB')}>
        {formatWhen(at, readAt)}
      </time>
    </span>
  )
}
