import type { KeyboardEvent, RefObject } from 'react'
import type { SessionRow } from '../../../server/contract/session.ts'
import { useShortcut } from '../../ui/shortcuts.ts'

/** What is done to rows, by key, in the row, or in its menu. */
export interface RowActions {
  onOpen: (row: SessionRow) => void
  onSelect: (row: SessionRow, isRange: boolean) => void
  onSelectAll: () => void
  onSelectNone: () => void
  onRename: (row: SessionRow | undefined) => void
  onEditTags: (row: SessionRow) => void
  onPin: (row: SessionRow) => void
  onDelete: (row: SessionRow) => void
}

interface Place extends RowActions {
  rows: readonly SessionRow[]
  total: number
  current: number
  rowHeight: number
  box: RefObject<HTMLDivElement | null>
  selected: ReadonlySet<string>
  isBin: boolean
  goTo: (index: number) => void
}

/** The keys of the list. Those that act mean the row that has the focus; Delete means what is selected, if anything is. */
export function useListKeys(place: Place): (event: KeyboardEvent) => void {
  const { rows, total, current, rowHeight, box, selected, isBin, goTo } = place
  useKeysShown(isBin)

  function moveBy(event: KeyboardEvent): number | undefined {
    const perPage = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1)
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: perPage, PageUp: -perPage, Home: -total, End: total }
    return by[event.key as keyof typeof by]
  }

  function act(event: KeyboardEvent, row: SessionRow): boolean {
    // With Caps Lock on a letter is no other key.
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    switch (key) {
      case 'Enter':
        place.onOpen(row)
        return true
      case ' ':
      case 'x':
        place.onSelect(row, event.shiftKey)
        return true
      case 'Delete':
        place.onDelete(row)
        return true
    }
    if (isBin) return false
    switch (key) {
      case 'F2':
        place.onRename(row)
        return true
      case 't':
        place.onEditTags(row)
        return true
      case 'p':
        place.onPin(row)
        return true
    }
    return false
  }

  return (event) => {
    // A menu of a row is drawn elsewhere; its keys come here all the same.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return
    if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return
    if (event.key === 'Escape' && selected.size > 0) {
      event.preventDefault()
      return place.onSelectNone()
    }
    if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
      event.preventDefault()
      return place.onSelectAll()
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const by = moveBy(event)
    if (by !== undefined) {
      event.preventDefault()
      return goTo(current + by)
    }
    const isOnRow = event.target instanceof HTMLElement && event.target.role === 'row'
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      if (goInside(event.target, event.key === 'ArrowRight' ? 1 : -1)) event.preventDefault()
      return
    }
    const row = rows[current]
    // On a button or box of the row Enter and Space are that one's own.
    if (row && (isOnRow || !['Enter', ' '].includes(event.key)) && act(event, row)) event.preventDefault()
  }
}

/** They work in the list alone; here they are only named, for the dialog of keys. */
function useKeysShown(isBin: boolean): void {
  const name = (description: string, isDisabled = false) => ({ description, isDisabled })
  useShortcut('enter', passOn, name(isBin ? 'In the list: restore' : 'In the list: open'))
  useShortcut('x', passOn, name('In the list: select (Space too)'))
  useShortcut('F2', passOn, name('In the list: rename', isBin))
  useShortcut('t', passOn, name('In the list: tags', isBin))
  useShortcut('p', passOn, name('In the list: pin', isBin))
  useShortcut('Delete', passOn, name(isBin ? 'In the list: delete for ever' : 'In the list: delete'))
}

const passOn = () => false as const

/** From a row into its controls, from one to the next, and back to the row. */
function goInside(from: EventTarget, step: 1 | -1): boolean {
  const row = from instanceof HTMLElement ? from.closest<HTMLElement>('[role=row]') : null
  if (!row || !(from instanceof HTMLElement)) return false
  const stops = [row, ...row.querySelectorAll<HTMLElement>('a, button, input')].filter(
    (stop) => stop.offsetParent !== null,
  )
  const next = stops[stops.indexOf(from) + step]
  next?.focus()
  return next !== undefined
}
