import type { Session, SessionDocument, SessionRow, SessionSave } from '../../../server/contract/session.ts'
import { queryClient } from '../../api/queryClient.ts'
import { sessionsQuery } from '../../api/queries.ts'
import { isDeletedHere } from '../../api/sessions.ts'
import { ApiError, failureOf, request, send } from '../../api/request.ts'
import { createAutosave, type Autosave, type AutosaveDeps, type SaveAnswer } from './autosave.ts'
import { announceSaved } from './otherTabs.ts'
import { tellMerged } from './tellMerged.ts'
import { keepUnsaved } from './unsaved.ts'

type Deps<Document extends SessionDocument> = Pick<AutosaveDeps<Document>, 'read' | 'write' | 'merge' | 'onState'> & {
  sessionId: string
  /** Called after every save; true where the server had not had it before. */
  onStored: () => boolean
}

/** Autosave as every page of sessions needs it: over our own API, heard by other tabs, seen in the rail. */
export function createSessionAutosave<Document extends SessionDocument>({
  sessionId,
  onStored,
  ...deps
}: Deps<Document>): Autosave<Document> {
  return createAutosave<Document>({
    ...deps,
    put: (save, { isLeaving }) => putSession(sessionId, save, isLeaving),
    onSaved(session) {
      const isFirst = onStored()
      announceSaved({ sessionId, revision: session.revision })
      const listed = queryClient.getQueryData(sessionsQuery.queryKey)
      // The rail shows titles and order only: typing asks for no new list.
      if (isFirst || !isListed(listed, session)) void queryClient.invalidateQueries({ queryKey: ['sessions'] })
    },
    onMerged: () => tellMerged(sessionId, 'both'),
    onKept({ revision }) {
      announceSaved({ sessionId, revision, how: 'kept' })
      tellMerged(sessionId, 'kept-theirs')
    },
    keep: (unsaved) => keepUnsaved(sessionId, unsaved),
    setTimer: (run, ms) => window.setTimeout(run, ms),
    clearTimer: (timer) => window.clearTimeout(timer),
  })
}

function isListed(listed: SessionRow[] | undefined, session: Session): boolean {
  return listed?.some(({ id, title }) => id === session.id && title === session.title) ?? false
}

/** Browsers allow 64 KiB for all such requests together; characters may take three bytes. */
const maxKeptAlive = 20_000

async function putSession<Document extends SessionDocument>(
  sessionId: string,
  save: SessionSave<Document>,
  isLeaving: boolean,
): Promise<SaveAnswer<Document>> {
  const answer = await tryToPut(sessionId, save, isLeaving)
  if (answer !== 'not-found') return answer
  if (isDeletedHere(sessionId)) return { type: 'gone' }
  // Deleted elsewhere while it was changed here: nothing that was typed may go with it.
  const back = await putBack(sessionId, save)
  tellMerged(sessionId, 'returned')
  void queryClient.invalidateQueries({ queryKey: ['sessions'] })
  return back
}

/** Out of the bin; where it is no longer there either, made anew under its own id. */
async function putBack<Document extends SessionDocument>(
  sessionId: string,
  save: SessionSave<Document>,
): Promise<SaveAnswer<Document>> {
  const restored = await send(`/api/sessions/${sessionId}/restore`, { method: 'POST' })
  const again = restored.ok ? save : { ...save, revision: 0 }
  const answer = await tryToPut(sessionId, again, false)
  if (answer !== 'not-found') return answer
  throw new ApiError(failureOf(404, ''))
}

async function tryToPut<Document extends SessionDocument>(
  sessionId: string,
  save: SessionSave<Document>,
  isLeaving: boolean,
): Promise<SaveAnswer<Document> | 'not-found'> {
  const path = `/api/sessions/${sessionId}`
  // A larger one would be refused by the browser; sent as an ordinary request it has a chance.
  const keepalive = isLeaving && JSON.stringify(save).length < maxKeptAlive
  const response = await send(path, { method: 'PUT', body: save, ...(keepalive && { keepalive }) })
  const text = await response.text()
  if (response.ok) return { type: 'saved', session: JSON.parse(text) as Session<Document> }
  if (response.status === 409) return { type: 'conflict', session: await storedSession<Document>(path, text) }
  if (response.status === 404) return 'not-found'
  throw new ApiError(failureOf(response.status, text))
}

async function storedSession<Document extends SessionDocument>(
  path: string,
  conflict: string,
): Promise<Session<Document>> {
  const { stored } = JSON.parse(conflict) as { stored?: Session<Document> }
  return stored ?? (await request<{ session: Session<Document> }>(path)).session
}
