import { useMemo } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { replies } from '../../streams/replies.ts'
import { Dot } from '../../ui/Dot.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { showEdit, useComplete, useCompleteState } from './complete.ts'
import { historyRows } from './historyRows.ts'

/** Rows drawn; older ones are reached by undo. */
const maxRows = 300

/** Every text there was, as a tree: a step back is a row up, a branch stands further in. */
export function HistoryPanel() {
  const complete = useComplete()
  const edits = useCompleteState((state) => state.document.edits)
  const current = useCompleteState((state) => state.document.current)
  const open = useMemo(
    () => edits.flatMap(({ inserted, from }) => (inserted === undefined && from ? [from] : [])),
    [edits],
  )
  const arriving = useStore(
    replies,
    useShallow(({ replies: known }) =>
      open.map((from) => known[from.invocationId]?.choices[from.choice]?.text.slice(0, 60) ?? ''),
    ),
  )
  const rows = useMemo(
    () => historyRows({ edits, current }, ({ from }) => arriving[from ? open.indexOf(from) : -1] ?? ''),
    [edits, current, arriving, open],
  )
  return (
    <ol aria-label="History" className="grid gap-px overflow-y-auto">
      <Row
        label="The empty text"
        depth={0}
        isCurrent={current === null}
        isOnPath
        onSelect={() => showEdit(complete, null)}
      />
      {rows.slice(-maxRows).map((row) => (
        <Row key={row.id} {...row} onSelect={() => showEdit(complete, row.id)} />
      ))}
    </ol>
  )
}

interface RowProps {
  label: string
  depth: number
  hue?: number | undefined
  isCurrent: boolean
  isOnPath: boolean
  onSelect: () => void
}

function Row({ label, depth, hue, isCurrent, isOnPath, onSelect }: RowProps) {
  return (
    <li style={{ paddingInlineStart: `${Math.min(depth, 8) * 14}px` }}>
      <button
        type="button"
        aria-current={isCurrent ? 'step' : undefined}
        onClick={onSelect}
        className={joinClasses(
          'flex min-h-7 w-full min-w-0 items-center gap-2 rounded-inner px-2 text-start text-control hover:bg-raised pointer-coarse:min-h-11',
          isCurrent && 'bg-raised font-medium',
          isOnPath ? 'text-ink' : 'text-ink-2',
        )}
      >
        {hue === undefined ? <span className="w-2 flex-none text-ink-3">·</span> : <Dot hue={hue} />}
        <span dir="auto" className="min-w-0 truncate">
          {label}
        </span>
      </button>
    </li>
  )
}
