import type { CompleteDocument, Edit } from '../../../server/contract/completeDocument.ts'
import { createPathFold, type ArrivingText, type Change } from './pathFold.ts'

/**
 * The text as a tree of edits. Undo goes to the parent, redo to the child visited last; a change made after an undo is
 * another child, so nothing written is ever lost. Pure: every function gives a new tree.
 */
export type EditTree = Pick<CompleteDocument, 'edits' | 'current' | 'visited'>

export const emptyTree: EditTree = { edits: [], current: null, visited: {} }

const root = 'root'

function editOf({ edits }: Pick<EditTree, 'edits'>, id: string | null): Edit | undefined {
  return id === null ? undefined : edits.find((edit) => edit.id === id)
}

/** From the first edit to this one. An edit whose parent is missing counts as standing on the empty text. */
export function pathTo({ edits }: Pick<EditTree, 'edits'>, id: string | null): Edit[] {
  const byId = new Map(edits.map((edit) => [edit.id, edit]))
  const path: Edit[] = []
  for (let edit = byId.get(id ?? ''); edit && path.length <= edits.length; edit = byId.get(edit.parent ?? ''))
    path.push(edit)
  return path.toReversed()
}

export function textAt(
  tree: Pick<EditTree, 'edits'>,
  id: string | null,
  arriving: ArrivingText = () => undefined,
): string {
  return foldText(pathTo(tree, id), arriving)
}

const foldText = createPathFold('', (text, change) => applied(text, change))

function applied(text: string, { at, removed, inserted }: Change): string {
  return text.slice(0, at) + inserted + text.slice(at + removed)
}

/** Adds an edit on top of the one shown, and shows it. */
export function addEdit(tree: EditTree, edit: Omit<Edit, 'parent'>, parent: string | null = tree.current): EditTree {
  return goTo({ ...tree, edits: [...tree.edits, { ...edit, parent }] }, edit.id)
}

/** Shows an edit; the way to it is what redo goes along from now on. */
export function goTo(tree: EditTree, id: string | null): EditTree {
  const visited = { ...tree.visited }
  for (const edit of pathTo(tree, id)) visited[edit.parent ?? root] = edit.id
  return { ...tree, current: id, visited }
}

export function undo(tree: EditTree): EditTree {
  const edit = editOf(tree, tree.current)
  return edit === undefined ? tree : { ...tree, current: edit.parent }
}

export function redo(tree: EditTree): EditTree {
  const id = redoTarget(tree)
  return id === undefined ? tree : { ...tree, current: id }
}

export function redoTarget({ edits, current, visited }: EditTree): string | undefined {
  const last = visited[current ?? root]
  if (last !== undefined && edits.some(({ id, parent }) => id === last && parent === current)) return last
  return edits.findLast(({ parent }) => parent === current)?.id
}

export function childrenOf({ edits }: Pick<EditTree, 'edits'>, id: string | null): Edit[] {
  return edits.filter(({ parent }) => parent === id)
}

/**
 * A change by hand. Within a burst of typing it becomes part of the edit shown, where that was made by hand, nothing
 * stands on it, and the change touches it; otherwise it is a new edit.
 */
export function typed(tree: EditTree, change: Change, { id, isBurst }: { id: string; isBurst: boolean }): EditTree {
  const edit = editOf(tree, tree.current)
  const joined =
    isBurst && edit && !edit.from && edit.inserted !== undefined && childrenOf(tree, edit.id).length === 0
      ? join({ at: edit.at, removed: edit.removed, inserted: edit.inserted }, change)
      : undefined
  if (edit === undefined || joined === undefined) return addEdit(tree, { id, ...change })
  return { ...tree, edits: tree.edits.map((other) => (other.id === edit.id ? { ...other, ...joined } : other)) }
}

/** Two changes, one after the other, as one; undefined where they do not touch. */
function join(first: Change, second: Change): Change | undefined {
  const end = first.at + first.inserted.length
  const secondEnd = second.at + second.removed
  if (second.at > end || secondEnd < first.at) return undefined
  const left = Math.max(0, first.at - second.at)
  const right = Math.max(0, secondEnd - end)
  return {
    at: Math.min(first.at, second.at),
    removed: left + first.removed + right,
    inserted:
      first.inserted.slice(0, Math.max(0, second.at - first.at)) +
      second.inserted +
      first.inserted.slice(Math.max(0, secondEnd - first.at)),
  }
}

/** The shortest change that makes one text of another. */
export function changeBetween(before: string, after: string): Change | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  let end = 0
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++
  return { at: start, removed: before.length - end - start, inserted: after.slice(start, after.length - end) }
}
