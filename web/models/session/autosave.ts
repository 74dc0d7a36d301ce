import type { Session, SessionDocument, SessionSave } from '../../../server/contract/session.ts'
import { isSame } from './merge.ts'

/**
 * Keeps the stored session equal to the one on screen.
 *
 * One save is under way at a time; what changes meanwhile goes with the next. A save names the revision it is based on;
 * when another tab saved first, both documents are merged against their common base and saved again. What the server
 * has not taken is kept in the browser's storage, so that typed text outlives a reload while the server is away.
 */
export type SaveState = { type: 'saved' } | { type: 'saving' } | { type: 'failed'; message: string }

export type SaveAnswer<Document extends SessionDocument> =
  | { type: 'saved'; session: Session<Document> }
  | { type: 'conflict'; session: Session<Document> }

export interface Titled<Document extends SessionDocument> {
  title: string
  document: Document
}

export interface Unsaved<Document extends SessionDocument> {
  revision: number
  base: Titled<Document>
  mine: Titled<Document>
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
  onMerged(): void
  keep(unsaved: Unsaved<Document> | undefined): void
  setTimer(run: () => void, ms: number): number
  clearTimer(timer: number): void
}

export interface Autosave<Document extends SessionDocument> {
  touch(when: 'soon' | 'at once'): void
  /** What the server has, as it was read or announced by another tab. */
  adopt(session: Pick<Session<Document>, 'revision' | 'title' | 'document'>): void
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
      const answer = await deps.put({ revision, ...mine }, { isLeaving })
      failures = 0
      isSaving = false
      if (answer.type === 'conflict') takeConflict(answer.session)
      else {
        revision = answer.session.revision
        base = mine
        deps.onSaved(answer.session)
      }
      if (isDirty()) schedule(answer.type === 'conflict' ? 0 : msTypingPause)
      else settled()
    } catch (error) {
      isSaving = false
      deps.onState({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
      deps.keep({ revision, base, mine: deps.read() })
      schedule(msRetry[Math.min(failures++, msRetry.length - 1)] ?? 10_000)
    }
  }

  function settled() {
    deps.keep(undefined)
    deps.onState({ type: 'saved' })
  }

  function takeConflict(stored: Titled<Document> & { revision: number }) {
    const mine = deps.read()
    const merged = deps.merge(base, mine, stored)
    revision = stored.revision
    base = { title: stored.title, document: stored.document }
    if (!isSame(merged, mine)) deps.write(merged)
    deps.onMerged()
  }

  return {
    touch(when) {
      isTouched = true
      if (failures > 0) deps.keep({ revision, base, mine: deps.read() })
      // A server that is away is asked again at its own pace, not at every keystroke.
      if (failures > 0 && when === 'soon' && timer !== undefined) return
      schedule(when === 'soon' ? msTypingPause : 0)
    },
    adopt(session) {
      if (isDirty() && session.revision !== revision) return takeConflict(session)
      if (isDirty()) return
      revision = session.revision
      base = { title: session.title, document: session.document }
      if (!isSame(deps.read(), base)) deps.write(base)
    },
    restore(unsaved) {
      isTouched = true
      const stored = { ...base, revision }
      base = unsaved.base
      deps.write(unsaved.mine)
      if (stored.revision === unsaved.revision) base = { title: stored.title, document: stored.document }
      else if (stored.revision > 0) {
        const merged = deps.merge(unsaved.base, unsaved.mine, stored)
        base = { title: stored.title, document: stored.document }
        deps.write(merged)
      }
      schedule(0)
    },
    isDirty,
    revision: () => revision,
    leave() {
      if (!isDirty()) return
      deps.keep({ revision, base, mine: deps.read() })
      if (timer !== undefined) deps.clearTimer(timer)
      timer = undefined
      void save(true)
    },
  }
}
