import type { Edit } from '../../../server/contract/completeDocument.ts'

/** One replacement in a text. */
export interface Change {
  at: number
  removed: number
  inserted: string
}

/** Text of an edit that still arrives; undefined where nothing is known of it. */
export type ArrivingText = (edit: Edit) => string | undefined

export function changeOf(edit: Edit, arriving: ArrivingText): Change {
  return { at: edit.at, removed: edit.removed, inserted: edit.inserted ?? arriving(edit) ?? '' }
}

/** So many edits are gone through again at most where only the last of a path has changed. */
const editsPerMark = 32

/**
 * What a path of edits adds up to. The path shown before is remembered with marks along the way: a text of ten thousand
 * words is made by thousands of edits, and each key, or each frame of an answer, changes only the last.
 */
export function createPathFold<T>(start: T, step: (value: T, change: Change, edit: Edit) => T) {
  let known: readonly Edit[] = []
  let marks: T[] = []
  return (path: readonly Edit[], arriving: ArrivingText): T => {
    let settled = path.findIndex((edit, index) => edit !== known[index] || edit.inserted === undefined)
    if (settled === -1) settled = path.length
    // Its own until the end: text that arrives may ask for the text of another path meanwhile.
    const passed = marks.slice(0, Math.floor(settled / editsPerMark))
    let value = passed.at(-1) ?? start
    for (let index = passed.length * editsPerMark; index < path.length; index++) {
      const edit = path[index]
      if (edit === undefined) break
      value = step(value, changeOf(edit, arriving), edit)
      const isMark = index + 1 === (passed.length + 1) * editsPerMark
      if (isMark && path.slice(0, index + 1).every(({ inserted }) => inserted !== undefined)) passed.push(value)
    }
    known = path
    marks = passed
    return value
  }
}
