import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Failure } from '../../../server/contract/failure.ts'
import type { SessionDocument } from '../../../server/contract/session.ts'
import { ApiError } from '../../api/request.ts'
import { keepCurrent } from './keepCurrent.ts'
import { loadPageSession, restorePageSession, type PageSession } from './pageSession.ts'
import { sessionPages } from './sessionPages.ts'

export type PageLoading = { type: 'loading' } | { type: 'ready' } | { type: 'failed'; failure: Failure }

/** Loads a page's session, gives a new one its address with the first save, and keeps it equal to other tabs' saves. */
export function usePageSession<Document extends SessionDocument>(
  session: PageSession<Document>,
  isNew: boolean,
): { loading: PageLoading; reload: () => void } {
  const [loading, setLoading] = useState<PageLoading>(() =>
    isNew || session.store.getState().isStored ? { type: 'ready' } : { type: 'loading' },
  )
  // What it was when the page opened: a new session gets its address while it is on screen.
  const [startsNew] = useState(isNew)
  const reload = useCallback(() => {
    void load(session).then(setLoading)
  }, [session])
  useEffect(() => {
    if (!startsNew) reload()
  }, [startsNew, reload])
  useAddress(session)
  useEffect(
    () =>
      keepCurrent({
        sessionId: session.sessionId,
        autosave: session.autosave,
        isStored: () => session.store.getState().isStored,
        load: () => loadPageSession(session),
      }),
    [session],
  )
  return { loading, reload }
}

async function load<Document extends SessionDocument>(session: PageSession<Document>): Promise<PageLoading> {
  try {
    await loadPageSession(session)
    restorePageSession(session)
    return { type: 'ready' }
  } catch (error) {
    // What was typed and never saved is there even where the session itself was deleted: saving brings it back.
    if (restorePageSession(session)) return { type: 'ready' }
    if (!(error instanceof ApiError)) throw error
    const isHeld = session.store.getState().isStored && error.failure.kind !== 'not-found'
    return isHeld ? { type: 'ready' } : { type: 'failed', failure: error.failure }
  }
}

function useAddress<Document extends SessionDocument>({ store, sessionId }: PageSession<Document>): void {
  const navigate = useNavigate()
  const isStored = useStore(store, (state) => state.isStored)
  const page = useStore(store, (state) => state.document.page)
  useEffect(() => {
    if (isStored && window.location.pathname === sessionPages[page].newTo)
      void navigate({ to: sessionPages[page].to, params: { sessionId }, replace: true })
  }, [isStored, page, sessionId, navigate])
}
