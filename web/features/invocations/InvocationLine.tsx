/* oxlint-disable jsx-a11y/prefer-tag-over-role -- only the rows in view exist, each placed by itself: a table would lay them out */
import type { InvocationRow } from '../../../server/contract/invocationList.ts'
import { formatCount, formatMs } from '../../ui/formatNumber.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import { rowGrid } from './columns.ts'
import { statusLabels, taskLabels } from './labels.ts'

interface InvocationLineProps {
  row: InvocationRow
  index: number
  top: number
  isNarrow: boolean
  /** In the order of Tab. */
  isCurrent: boolean
  onFocus: () => void
  onOpen: () => void
}

const figure = 'truncate text-right font-mono text-measure tabular-nums text-ink-2'

export function InvocationLine({ row, index, top, isNarrow, isCurrent, onFocus, onOpen }: InvocationLineProps) {
  const cells = (
    <>
      <Cell className="font-mono text-measure text-ink-2 tabular-nums">
        <time dateTime={row.startedAt} title={new Date(row.startedAt).toLocaleString('en-GB')}>
          {formatMoment(new Date(row.startedAt))}
        </time>
      </Cell>
      <Cell className="truncate font-medium">
        {row.endpoint}
        {row.servedModel !== '' && row.servedModel !== row.endpoint && (
          <span className="font-normal text-ink-3"> {row.servedModel}</span>
        )}
      </Cell>
      {!isNarrow && (
        <Cell className="truncate text-ink-2">
          {row.client}
          {row.requester !== null && <span className="text-ink-3"> {row.requester}</span>}
        </Cell>
      )}
      <Cell className={joinClasses('truncate', statusLook(row))}>
        {statusLabels[row.status]}
        {row.statusCode !== null && <span className="font-mono text-measure"> {row.statusCode}</span>}
      </Cell>
      {!isNarrow && (
        <>
          <Cell className="truncate text-ink-2">{taskLabels[row.task]}</Cell>
          <Cell className={figure}>{tokens(row)}</Cell>
          <Cell className={figure}>{row.msToFirstToken === null ? '–' : formatMs(row.msToFirstToken)}</Cell>
        </>
      )}
      <Cell className={joinClasses(figure, !isNarrow && 'pr-2')}>
        {row.msTotal === null ? '–' : formatMs(row.msTotal)}
      </Cell>
      <Cell className={joinClasses('truncate text-ink', isNarrow && 'col-span-4')}>
        <bdi>{row.prompt || '–'}</bdi>
      </Cell>
    </>
  )
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={onFocus}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        onOpen()
      }}
      className={joinClasses(
        'absolute inset-x-0 top-0 cursor-default border-b border-line text-control hover:bg-raised focus-visible:-outline-offset-2',
        isNarrow
          ? 'grid h-14 grid-cols-[auto_minmax(0,1fr)_auto_auto] content-center items-baseline gap-x-2.5 gap-y-0.5 px-4'
          : `${rowGrid} h-9`,
      )}
      style={{ transform: `translateY(${top}px)` }}
    >
      {cells}
    </div>
  )
}

function Cell({ className, children }: { className: string; children: React.ReactNode }) {
  return (
    <span role="gridcell" className={joinClasses('min-w-0', className)}>
      {children}
    </span>
  )
}

function statusLook({ status, statusCode }: InvocationRow): string {
  if (status === 'failed' || (statusCode ?? 0) >= 400) return 'text-bad'
  return status === 'done' ? 'text-ink-2' : 'text-warn'
}

function tokens({ promptTokens, completionTokens }: InvocationRow): string {
  if (promptTokens === null && completionTokens === null) return '–'
  const count = (value: number | null) => (value === null ? '–' : formatCount(value))
  return `${count(promptTokens)} / ${count(completionTokens)}`
}

/** To the second, today without the day: a list of calls is read beside a log. */
function formatMoment(at: Date): string {
  const time = at.toLocaleTimeString('en-GB')
  if (at.toDateString() === new Date().toDateString()) return time
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${time.slice(0, 5)}`
}
