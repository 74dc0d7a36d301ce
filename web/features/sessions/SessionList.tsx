import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import type { SessionFilter, SessionRow } from '../../../server/contract/session.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { renewSessionList } from '../../api/sessionList.ts'
import { pinSessions, restoreSessions } from '../../api/sessions.ts'
import type { OnProgress } from '../../api/sessionBatch.ts'
import { binSessions, copySessions, sessionsInWords, tell } from '../../models/session/sessionActions.ts'
import { sessionPages } from '../../models/session/sessionPages.ts'
import { editTags } from '../../models/session/tagEditor.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { showToast } from '../../ui/Toast.tsx'
import { ChangedBar } from './ChangedBar.tsx'
import { DeleteForeverDialog } from './DeleteForeverDialog.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { sessionAddress } from './sessionAddress.ts'
import { SessionTable } from './SessionTable.tsx'
import type { useSessionList } from './useSessionList.ts'

interface SessionListProps {
  filter: SessionFilter
  list: ReturnType<typeof useSessionList>
  onHold: (isHeld: boolean) => void
  onTag: (name: string) => void
}

const none: ReadonlySet<string> = new Set()

/** The table with what is selected in it, and what is done to one row or to those. */
export function SessionList({ filter, list, onHold, onTag }: SessionListProps) {
  const navigate = useNavigate()
  const isBin = filter.bin === true
  const { rows, total, hasMore, readMore } = list
  // All means also those that are not read yet.
  const [selection, setSelection] = useState<'all' | ReadonlySet<string>>(none)
  const [lastSelectedId, setLastSelectedId] = useState<string>()
  const [renamingId, setRenamingId] = useState<string>()
  const [leaving, setLeaving] = useState<readonly SessionRow[]>([])
  const [isHeld, setIsHeld] = useState(false)
  const [busy, setBusy] = useState<string>()
  const selected = useMemo(
    () => (selection === 'all' ? new Set(rows.map(({ id }) => id)) : selection),
    [selection, rows],
  )
  const chosen = rows.filter(({ id }) => selected.has(id))
  const isReadingAll = selection === 'all' && rows.length < total
  const selectNone = () => setSelection(none)
  useEffect(() => {
    if (isReadingAll && hasMore) readMore()
  }, [isReadingAll, hasMore, readMore])

  function select(row: SessionRow, isRange: boolean) {
    const at = rows.findIndex(({ id }) => id === row.id)
    const from = rows.findIndex(({ id }) => id === lastSelectedId)
    const after = new Set(selected)
    if (isRange && from >= 0) for (const { id } of rows.slice(Math.min(at, from), Math.max(at, from) + 1)) after.add(id)
    else if (!after.delete(row.id)) after.add(row.id)
    setLastSelectedId(row.id)
    setSelection(after)
  }

  function unselect(gone: readonly SessionRow[]) {
    const ids = new Set(gone.map(({ id }) => id))
    setSelection((before) => (before === 'all' ? none : new Set([...before].filter((id) => !ids.has(id)))))
  }

  /** Thousands take a while: the bar says so. */
  async function during(words: string, count: number, work: (onProgress: OnProgress) => Promise<void>) {
    setBusy(`${words}…`)
    try {
      await work((through) => setBusy(`${words}: ${formatCount(through)} of ${formatCount(count)}…`))
    } finally {
      setBusy(undefined)
    }
  }

  function open(row: SessionRow) {
    if (isBin) return tell(restore([row]), 'Not restored')
    void navigate({ to: sessionPages[row.page].to, ...sessionAddress(row) })
  }

  async function restore(restored: readonly SessionRow[]) {
    const ids = restored.map(({ id }) => id)
    await during('Restoring', ids.length, (onProgress) => restoreSessions(ids, onProgress))
    unselect(restored)
    const [only] = restored
    showToast({
      message: `Restored ${sessionsInWords(restored)}.`,
      ...(only &&
        restored.length === 1 && {
          action: {
            label: 'Open',
            onSelect: () => void navigate({ to: sessionPages[only.page].to, params: { sessionId: only.id } }),
          },
        }),
    })
  }

  async function bin(deleted: readonly SessionRow[]) {
    await during('Deleting', deleted.length, (onProgress) => binSessions(deleted, { onProgress }))
    unselect(deleted)
  }

  const duplicate = () => during('Duplicating', chosen.length, (onProgress) => copySessions(chosen, onProgress))

  const pin = (pinned: readonly SessionRow[], isPinned: boolean) => {
    const ids = pinned.map(({ id }) => id)
    const work = (onProgress: OnProgress) => pinSessions(ids, isPinned, onProgress)
    tell(during(isPinned ? 'Pinning' : 'Unpinning', ids.length, work), 'Not all were changed')
  }

  /** A key on a row that is selected means all that are. */
  const meant = (row: SessionRow) => (selected.has(row.id) ? chosen : [row])
  const remove = (removed: readonly SessionRow[]) => {
    if (isBin) setLeaving(removed)
    else tell(bin(removed), 'Not deleted')
  }

  /** Somebody points at the list or is in it with the keyboard: nothing may move. */
  const hold = (held: boolean) => {
    setIsHeld(held)
    onHold(held)
  }

  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col [@media(max-height:420px)]:min-h-[max(13rem,80dvh)]"
      onPointerEnter={() => hold(true)}
      onPointerLeave={(event) => hold(event.currentTarget.contains(document.activeElement))}
      onFocus={() => hold(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        // A dialog or a menu that was opened from here comes back here.
        const isStillHere =
          currentTarget.contains(relatedTarget) || relatedTarget?.closest('[role=dialog], [role=menu]')
        if (!isStillHere) hold(currentTarget.matches(':hover'))
      }}
    >
      <ChangedBar
        isChanged={list.isChanged}
        isHeld={isHeld || selected.size > 0 || renamingId !== undefined}
        onShow={() => void renewSessionList(filter)}
      />
      <SessionTable
        rows={rows}
        pinnedCount={list.pinnedCount}
        total={total}
        hasMore={hasMore}
        onMore={readMore}
        isBin={isBin}
        query={filter.q}
        readAt={list.readAt}
        selected={selected}
        renamingId={renamingId}
        onTag={onTag}
        onOpen={open}
        onSelect={select}
        onSelectAll={() => setSelection(selected.size === total ? none : 'all')}
        onSelectNone={selectNone}
        onRename={(row) => setRenamingId(row?.id)}
        onEditTags={(row) => editTags(meant(row))}
        onPin={(row) => pin(meant(row), row.pinnedAt === null)}
        onDelete={(row) => remove(meant(row))}
      />
      {list.moreError && (
        <div className="flex-none border-t border-line p-3">
          <ErrorNote
            title="The sessions further down could not be read"
            actions={
              <Button size="small" onClick={list.retry}>
                Retry
              </Button>
            }
          >
            {failureMessage(list.moreError)}
          </ErrorNote>
        </div>
      )}
      {selected.size > 0 && (
        <SelectionBar
          chosen={chosen}
          isBin={isBin}
          busy={busy ?? (isReadingAll ? `${formatCount(rows.length)} of ${formatCount(total)} read…` : undefined)}
          isAll={selected.size === total}
          onAll={() => setSelection('all')}
          onNone={selectNone}
          onPin={(isPinned) => pin(chosen, isPinned)}
          onDuplicate={() => tell(duplicate(), 'Not all were duplicated')}
          onRestore={() => tell(restore(chosen), 'Not restored')}
          onDelete={() => remove(chosen)}
        />
      )}
      <DeleteForeverDialog
        sessions={leaving}
        onClose={() => setLeaving([])}
        onDeleted={() => {
          unselect(leaving)
          setLeaving([])
        }}
      />
    </div>
  )
}
