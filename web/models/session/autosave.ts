import type { Session, SessionDocument, SessionSave } from '../../../server/contract/session.ts'
import { losesChanges } from './lostChanges.ts'
import { isSame } from './merge.ts'

/**
 * Keeps the stored session equal to the one on screen.
 *
 * One save is under way at a time; what changes meanwhile goes with the next. A save names the revision it is based on;
 * when another tab saved first, both documents are merged against their common base and saved again; where the merge
 * could not keep all of theirs, that save has the server keep theirs as a version. What the server has not taken is kept
 * in the browser's storage, so that typed text outlives a reload while the server is away.
 */
export type SaveState = { type: 'saved' } | { type: 'saving' } | { type: 'failed'; message: string }

export type SaveAnswer<Document extends SessionDocument> =
  | { type: 'saved'; session: Session<Document> }
  | { type: 'conflict'; session: Session<Document> }
  /** It was deleted, here and on purpose. */
  | { type: 'gone' }

export interface Titled<Document extends SessionDocument> {
  title: string
  document: Document
}

type StoredTitled<Document extends SessionDocument> = Titled<Document> & { revision: number }

export interface Unsaved<Document extends SessionDocument> {
  revision: number
  base: Titled<Document>
  mine: Titled<Document>
  /** What is stored must be kept as a version: not all of it is in `mine`. */
  keepsReplaced?: boolean
}

export interface AutosaveDeps<Document extends SessionDocument> {
  /** Throws an Error whose message says why not. */
  put(save: SessionSave<Document>, options: { isLeaving: boolean }): Promise<SaveAnswer<Document>>
  read(): Titled<Document>
  /** Puts a merged document on screen. */
  write(merged: Titled<Document>): void
  /** One document changed in two places, made one again. */
  merge(base: Titled<Document>, mine: Titled<Document>, theirs: Titled<Document>): Titled<Document>
  onState(state: SaveState): void
  onSaved(session: Session<Document>): void
  /** Both sides' changes are in the document. */
  onMerged(): void
  /** Theirs could not be kept whole beside ours: it is a version now. */
  onKept(session: Session<Document>): void
  keep(unsaved: Unsaved<Document> | undefined): void
  setTimer(run: () => void, ms: number): number
  clearTimer(timer: number): void
}

export interface Autosave<Document extends SessionDocument> {
  touch(when: 'soon' | 'at once'): void
  /** What the server has, as it was read or announced by another tab. */
  adopt(session: StoredTitled<Document>): void
  restore(unsaved: Unsaved<Document>): void
  isDirty(): boolean
  revision(): number
  /** The page goes away: one last try, and a copy kept here in case it fails. */
  leave(): void
}

/** Typing pauses are longer than this, so a sentence is one or two saves. */
const msTypingPause = 300
const msRetry = [1000, 2000, 5000, 10_000]

export function createAutosave<Document extends SessionDocument>(deps: AutosaveDeps<Document>): Autosave<Document> {
  let revision = 0
  let base = deps.read()
  let isTouched = false
  let keepsReplaced = false
  /** Read while a save was under way, which may be newer than what that save made. */
  let readMeanwhile: StoredTitled<Document> | undefined
  let isSaving = false
  let failures = 0
  let timer: number | undefined

  const isDirty = () => isTouched && (revision === 0 || !isSame(deps.read(), base))

  function schedule(ms: number) {
    if (timer !== undefined) deps.clearTimer(timer)
    timer = deps.setTimer(() => {
      timer = undefined
      void save(false)
    }, ms)
  }

  async function save(isLeaving: boolean) {
    if (isSaving) return
    if (!isDirty()) return settled()
    isSaving = true
    const mine = deps.read()
    if (failures === 0) deps.onState({ type: 'saving' })
    try {
      const answer = await deps.put(saveOf(mine), { isLeaving })
      failures = 0
      isSaving = false
      if (answer.type === 'gone') {
        deps.keep(unsaved())
        return deps.onState({ type: 'failed', message: 'It was deleted.' })
      }
      if (answer.type === 'conflict') takeConflict(answer.session)
      else takeSaved(mine, answer.session)
      takeReadMeanwhile()
      if (isDirty()) schedule(answer.type === 'conflict' ? 0 : msTypingPause)
      else settled()
    } catch (error) {
      isSaving = false
      deps.onState({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
      deps.keep(unsaved())
      schedule(msRetry[Math.min(failures++, msRetry.length - 1)] ?? 10_000)
    }
  }

  function takeReadMeanwhile() {
    const read = readMeanwhile
    readMeanwhile = undefined
    if (read !== undefined && read.revision > revision) adopt(read)
  }

  function adopt(session: StoredTitled<Document>) {
    if (isSaving) {
      readMeanwhile = session
      return
    }
    if (isDirty() && session.revision !== revision) return takeConflict(session)
    if (isDirty()) return
    revision = session.revision
    base = { title: session.title, document: session.document }
    if (!isSame(deps.read(), base)) deps.write(base)
  }

  /** The title only where it was changed here: it may have been changed beside the document, in a list. */
  function saveOf({ title, document }: Titled<Document>): SessionSave<Document> {
    const isRenamed = revision === 0 || title !== base.title
    return { revision, document, ...(isRenamed && { title }), ...(keepsReplaced && { keepsReplaced }) }
  }

  function takeSaved(mine: Titled<Document>, session: Session<Document>) {
    revision = session.revision
    base = { title: session.title, document: mine.document }
    const now = deps.read()
    if (now.title === mine.title && session.title !== mine.title) deps.write({ ...now, title: session.title })
    deps.onSaved(session)
    if (keepsReplaced) deps.onKept(session)
    keepsReplaced = false
  }

  const unsaved = (): Unsaved<Document> => ({
    revision,
    base,
    mine: deps.read(),
    ...(keepsReplaced && { keepsReplaced }),
  })

  function settled() {
    deps.keep(undefined)
    deps.onState({ type: 'saved' })
  }

  function takeConflict(stored: StoredTitled<Document>) {
    const mine = deps.read()
    const theirs = { title: stored.title, document: stored.document }
    const merged = deps.merge(base, mine, theirs)
    // Until a save has succeeded: whoever saves in between replaces theirs, or has it kept.
    keepsReplaced ||= losesChanges(base, theirs, merged)
    revision = stored.revision
    base = theirs
    if (!isSame(merged, mine)) deps.write(merged)
    if (!keepsReplaced) deps.onMerged()
  }

  return {
    touch(when) {
      isTouched = true
      if (failures > 0) deps.keep(unsaved())
      // A server that is away is asked again at its own pace, not at every keystroke.
      if (failures > 0 && when === 'soon' && timer !== undefined) return
      schedule(when === 'soon' ? msTypingPause : 0)
    },
    adopt,
    restore(kept) {
      isTouched = true
      keepsReplaced ||= kept.keepsReplaced === true
      const stored = { ...base, revision }
      base = kept.base
      deps.write(kept.mine)
      if (stored.revision === kept.revision) base = { title: stored.title, document: stored.document }
      else if (stored.revision > 0) takeConflict(stored)
      schedule(0)
    },
    isDirty,
    revision: () => revision,
    leave() {
      if (!isDirty()) return
      deps.keep(unsaved())
      if (timer !== undefined) deps.clearTimer(timer)
      timer = undefined
      void save(true)
    },
  }
}
