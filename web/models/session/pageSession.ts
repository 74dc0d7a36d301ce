import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SessionAnswer, SessionDocument } from '../../../server/contract/session.ts'
import { isEnded } from '../../../server/contract/reply.ts'
import { ApiError, request } from '../../api/request.ts'
import { replies, setReplies } from '../../streams/replies.ts'
import type { Autosave, SaveState } from './autosave.ts'
import { liveRuns } from './liveRuns.ts'
import { mergeFields, pick } from './merge.ts'
import { createSessionAutosave } from './sessionAutosave.ts'
import { readUnsaved } from './unsaved.ts'

/** A page's session in this tab: its document, its name, and how it is saved. */
export interface PageSessionState<Document extends SessionDocument> {
  title: string
  document: Document
  save: SaveState
  /** The server has it, so it has an address. */
  isStored: boolean
  /** Nothing was changed yet: what the page proposed may still be proposed anew. */
  isUntouched: boolean
}

export interface PageSession<Document extends SessionDocument> {
  sessionId: string
  store: StoreApi<PageSessionState<Document>>
  autosave: Autosave<Document>
}

interface Kind<Document extends SessionDocument> {
  empty: Document
  untitled: string
  /** Both changed the document: one again. Field by field where the page says nothing better. */
  merge?: (base: Document, mine: Document, theirs: Document) => Document
}

/** Sessions of one page. One that is left while it saves or streams is found again as it is. */
export function createPageSessions<Document extends SessionDocument>(kind: Kind<Document>) {
  const open = new Map<string, PageSession<Document>>()
  return (sessionId: string): PageSession<Document> => {
    const known = open.get(sessionId) ?? createPageSession(sessionId, kind)
    open.set(sessionId, known)
    return known
  }
}

function createPageSession<Document extends SessionDocument>(
  sessionId: string,
  { empty, untitled, merge = mergeFields }: Kind<Document>,
): PageSession<Document> {
  const store = createStore<PageSessionState<Document>>(() => ({
    title: untitled,
    document: empty,
    save: { type: 'saved' },
    isStored: false,
    isUntouched: true,
  }))
  const autosave = createSessionAutosave<Document>({
    sessionId,
    read: () => {
      const { title, document } = store.getState()
      return { title, document }
    },
    write: (merged) => store.setState(merged),
    merge: (base, mine, theirs) => ({
      title: pick(base.title, mine.title, theirs.title),
      document: merge(base.document, mine.document, theirs.document),
    }),
    onState: (save) => store.setState({ save }),
    onStored() {
      const isFirst = !store.getState().isStored
      store.setState({ isStored: true })
      return isFirst
    },
  })
  return { sessionId, store, autosave }
}

/** Replaces the document by a changed one and has it saved; `at once` for what must not wait for more typing. */
export function changePageDocument<Document extends SessionDocument>(
  { store, autosave }: PageSession<Document>,
  change: (document: Document) => Document,
  when: 'soon' | 'at once' = 'soon',
): void {
  store.setState((state) => ({ document: change(state.document), isUntouched: false }))
  autosave.touch(when)
}

export function renamePageSession<Document extends SessionDocument>(
  { store, autosave }: PageSession<Document>,
  title: string,
): void {
  store.setState({ title, isUntouched: false })
  autosave.touch('at once')
}

/** Reads the stored session and its replies, and follows what still streams. Throws ApiError. */
export async function loadPageSession<Document extends SessionDocument>({
  sessionId,
  store,
  autosave,
}: PageSession<Document>): Promise<void> {
  const answer = await request<SessionAnswer>(`/api/sessions/${sessionId}`)
  const { session } = answer
  if (session.document.page !== store.getState().document.page) throw new ApiError(otherPage)
  takeReplies(answer.replies)
  // Of the same page, so of the same shape.
  autosave.adopt({ ...session, document: session.document as Document })
  store.setState({ isStored: true, isUntouched: false })
}

/** What an earlier visit could not save. True where there was something. */
export function restorePageSession<Document extends SessionDocument>({
  sessionId,
  store,
  autosave,
}: PageSession<Document>): boolean {
  const unsaved = readUnsaved<Document>(sessionId)
  if (!unsaved) return false
  store.setState({ isUntouched: false })
  autosave.restore(unsaved)
  return true
}

function takeReplies(stored: SessionAnswer['replies']): void {
  const known = replies.getState().replies
  const fresh = Object.entries(stored).filter(([id, { runId }]) => {
    const held = known[id]
    return !(held && (isEnded(held.status) || liveRuns.isFollowed(runId)))
  })
  setReplies(Object.fromEntries(fresh))
  for (const [, { runId, reply }] of fresh) if (!isEnded(reply.status)) liveRuns.follow(runId)
}

const otherPage = {
  kind: 'not-found',
  message: 'This session belongs to another page.',
  isRetryable: false,
} as const
