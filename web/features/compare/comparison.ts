import { createStore } from 'zustand/vanilla'
import type { Session, SessionSave } from '../../../server/contract/session.ts'
import { queryClient } from '../../api/queryClient.ts'
import { sessionsQuery } from '../../api/queries.ts'
import { ApiError, failureOf, request, send } from '../../api/request.ts'
import { readSetting } from '../../ui/browserSetting.ts'
import { showToast } from '../../ui/Toast.tsx'
import { createAutosave, type SaveAnswer } from './autosave.ts'
import type { CompareState, Comparison } from './compareState.ts'
import { emptyDocument, untitled } from './firstDocument.ts'
import { liveRuns } from './liveRuns.ts'
import { announceSaved } from './otherTabs.ts'
import { keepUnsaved } from './unsaved.ts'

/** Comparisons this tab has open or had: one that is left while it saves or streams is found again as it is. */
const open = new Map<string, Comparison>()

export function openComparison(sessionId: string): Comparison {
  const known = open.get(sessionId)
  if (known) return known
  const comparison = createComparison(sessionId)
  open.set(sessionId, comparison)
  return comparison
}

function createComparison(sessionId: string): Comparison {
  const store = createStore<CompareState>(() => ({
    title: untitled,
    document: emptyDocument,
    save: { type: 'saved' },
    isStored: false,
    layout: readSetting('compare.layout') === 'tiles' ? 'tiles' : 'columns',
    activePaneId: undefined,
    inspectedId: null,
    isUntouched: true,
  }))
  const autosave = createAutosave({
    put: (save, { isLeaving }) => putSession(sessionId, save, isLeaving),
    read: () => titled(store.getState()),
    write: (merged) => store.setState(merged),
    onState: (save) => store.setState({ save }),
    onSaved(session) {
      const isFirst = !store.getState().isStored
      store.setState({ isStored: true })
      announceSaved(sessionId, session.revision)
      const listed = queryClient.getQueryData(sessionsQuery.queryKey)
      // The rail shows titles and order only: typing asks for no new list.
      if (isFirst || !isFirstOfList(listed, session)) void queryClient.invalidateQueries({ queryKey: ['sessions'] })
    },
    onMerged: () => showToast({ message: 'Another tab changed this comparison too. Both changes are here now.' }),
    keep: (unsaved) => keepUnsaved(sessionId, unsaved),
    setTimer: (run, ms) => window.setTimeout(run, ms),
    clearTimer: (timer) => window.clearTimeout(timer),
  })
  return { sessionId, store, autosave, runs: liveRuns }
}

/** Saved titles and documents only; what else the state holds is this tab's. The same object while both are the same. */
function titled({ title, document }: CompareState) {
  return { title, document }
}

function isFirstOfList(listed: unknown, session: Session): boolean {
  const text = JSON.stringify(listed ?? null)
  return text.includes(`"id":${JSON.stringify(session.id)},"title":${JSON.stringify(session.title)}`)
}

async function putSession(sessionId: string, save: SessionSave, isLeaving: boolean): Promise<SaveAnswer> {
  const path = `/api/sessions/${sessionId}`
  const response = await send(path, { method: 'PUT', body: save, ...(isLeaving && { keepalive: true }) })
  const text = await response.text()
  if (response.ok) return { type: 'saved', session: JSON.parse(text) as Session }
  if (response.status === 409) return { type: 'conflict', session: await storedSession(path, text) }
  throw new ApiError(failureOf(response.status, text))
}

async function storedSession(path: string, conflict: string): Promise<Session> {
  const { stored } = JSON.parse(conflict) as { stored?: Session }
  return stored ?? (await request<{ session: Session }>(path)).session
}
