import type { Edit } from '../../../server/contract/completeDocument.ts'
import { pathTo, type EditTree } from './editTree.ts'
import { changeOf, type ArrivingText } from './pathFold.ts'

export interface HistoryRow {
  /** The last edit of the row: where the text is as the row says. */
  id: string
  label: string
  /** Branches begin one further in than what they branch from. */
  depth: number
  /** Written by a model. */
  hue?: number
  isCurrent: boolean
  /** The text shown was made through it. */
  isOnPath: boolean
}

/** The tree as rows, each branch after what it stands on. Changes by hand that follow one another are one row. */
export function historyRows(
  { edits, current }: Pick<EditTree, 'edits' | 'current'>,
  arriving: ArrivingText,
): HistoryRow[] {
  const children = new Map<string | null, Edit[]>()
  const ids = new Set(edits.map(({ id }) => id))
  for (const edit of edits) {
    const parent = edit.parent !== null && ids.has(edit.parent) ? edit.parent : null
    children.set(parent, [...(children.get(parent) ?? []), edit])
  }
  const path = new Set(pathTo({ edits }, current).map(({ id }) => id))
  const rows: HistoryRow[] = []
  // A stack, not recursion: a text typed over days is a chain of thousands.
  const waiting = (children.get(null) ?? []).map((edit) => ({ edit, depth: 0 })).toReversed()
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const run = [next.edit]
    let on = children.get(next.edit.id) ?? []
    for (let only = on[0]; only && on.length === 1 && isJoined(run.at(-1), only, current); only = on[0]) {
      run.push(only)
      on = children.get(only.id) ?? []
    }
    const last = run.at(-1) ?? next.edit
    rows.push({
      id: last.id,
      label: labelOf(run, arriving),
      depth: next.depth,
      ...(last.from && { hue: last.from.hue }),
      isCurrent: last.id === current,
      isOnPath: path.has(last.id),
    })
    const depth = next.depth + (on.length > 1 ? 1 : 0)
    waiting.push(...on.map((edit) => ({ edit, depth })).toReversed())
  }
  return rows
}

function isJoined(before: Edit | undefined, edit: Edit, current: string | null): boolean {
  return before !== undefined && !before.from && !edit.from && before.id !== current
}

function labelOf(run: Edit[], arriving: ArrivingText): string {
  const changes = run.map((edit) => changeOf(edit, arriving))
  const written = changes
    .map(({ inserted }) => inserted)
    .join('')
    .trim()
    .replaceAll(/\s+/g, ' ')
  if (written !== '') return written.length > 60 ? `${written.slice(0, 59)}…` : written
  const removed = changes.reduce((sum, change) => sum + change.removed, 0)
  if (removed > 0) return `${removed} character${removed === 1 ? '' : 's'} taken out`
  return run.at(-1)?.from ? 'Nothing added' : 'White space'
}
