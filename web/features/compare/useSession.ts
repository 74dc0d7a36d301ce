import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Failure } from '../../../server/contract/failure.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { ApiError } from '../../api/request.ts'
import { keepCurrent } from '../../models/session/keepCurrent.ts'
import { changeDocument, type Comparison } from './compareState.ts'
import { firstDocument } from './firstDocument.ts'
import { loadSession, restoreUnsaved } from './loadSession.ts'

export type Loading = { type: 'loading' } | { type: 'ready' } | { type: 'failed'; failure: Failure }

/** Loads the session, proposes the first panes of a new one, and keeps it equal to what other tabs save. */
export function useSession(comparison: Comparison, isNew: boolean): { state: Loading; reload: () => void } {
  const [state, setState] = useState<Loading>(() =>
    isNew || isHeld(comparison) ? { type: 'ready' } : { type: 'loading' },
  )
  // What it was when the page opened: a new comparison gets its address while it is on screen.
  const [startsNew] = useState(isNew)
  const reload = useCallback(() => {
    void load(comparison).then(setState)
  }, [comparison])

  useEffect(() => {
    if (!startsNew) reload()
  }, [startsNew, reload])
  useFirstPanes(comparison, startsNew)
  useAddress(comparison)
  useEffect(
    () =>
      keepCurrent({
        sessionId: comparison.sessionId,
        autosave: comparison.autosave,
        isStored: () => comparison.store.getState().isStored,
        load: () => loadSession(comparison),
      }),
    [comparison],
  )
  return { state, reload }
}

async function load(comparison: Comparison): Promise<Loading> {
  try {
    await loadSession(comparison)
    restoreUnsaved(comparison)
    return { type: 'ready' }
  } catch (error) {
    // What was typed and never saved is there even where the session itself was deleted: saving brings it back.
    if (restoreUnsaved(comparison)) return { type: 'ready' }
    if (!(error instanceof ApiError)) throw error
    const isReadable = isHeld(comparison) && error.failure.kind !== 'not-found'
    return isReadable ? { type: 'ready' } : { type: 'failed', failure: error.failure }
  }
}

/** This tab has it already: it streams or saves on. */
function isHeld({ store }: Comparison): boolean {
  return store.getState().isStored
}

/**
 * Proposed anew while nothing was touched: the local model may become ready a minute after the page was opened. Once
 * also after that: a prompt may be typed before the endpoints are known.
 */
function useFirstPanes(comparison: Comparison, isNew: boolean): void {
  const { store } = comparison
  const { data } = useQuery(endpointsQuery)
  const isUntouched = useStore(store, (state) => state.isUntouched)
  const isProposed = useRef(false)
  useEffect(() => {
    if (!isNew || !data || (!isUntouched && isProposed.current)) return
    isProposed.current = true
    const { document } = store.getState()
    let index = 0
    const proposed = firstDocument(data.endpoints, () => document.panes[index++]?.id ?? crypto.randomUUID())
    if (!isUntouched) {
      if (document.panes.length === 0) changeDocument(comparison, (typed) => ({ ...typed, panes: proposed.panes }))
    } else if (JSON.stringify(proposed) !== JSON.stringify(document)) store.setState({ document: proposed })
  }, [comparison, store, isNew, isUntouched, data])
}

/** `/` becomes `/compare/{id}` with the first save. */
function useAddress({ store, sessionId }: Comparison): void {
  const navigate = useNavigate()
  const isStored = useStore(store, (state) => state.isStored)
  useEffect(() => {
    if (isStored && window.location.pathname === '/')
      void navigate({ to: '/compare/$sessionId', params: { sessionId }, replace: true })
  }, [isStored, sessionId, navigate])
}
