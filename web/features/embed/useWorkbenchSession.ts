import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Failure } from '../../../server/contract/failure.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { ApiError } from '../../api/request.ts'
import { keepCurrent } from '../../models/session/keepCurrent.ts'
import { firstDocument } from './firstDocument.ts'
import { loadWorkbench, restoreUnsaved } from './loadWorkbench.ts'
import { tellTexts } from './openWorkbench.ts'
import { forgetVectors } from './takeVectors.ts'
import { changeDocument, type Workbench } from './workbench.ts'

export type Loading = { type: 'loading' } | { type: 'ready' } | { type: 'failed'; failure: Failure }

/** Loads the session, proposes the first model of a new one, and keeps it equal to what other tabs save. */
export function useWorkbenchSession(workbench: Workbench, isNew: boolean): { state: Loading; reload: () => void } {
  const [state, setState] = useState<Loading>(() =>
    isNew || workbench.store.getState().isStored ? { type: 'ready' } : { type: 'loading' },
  )
  // What it was when the page opened: a new session gets its address while it is on screen.
  const [startsNew] = useState(isNew)
  const reload = useCallback(() => void load(workbench).then(setState), [workbench])
  useEffect(() => {
    if (!startsNew) reload()
  }, [startsNew, reload])
  useEffect(() => {
    const stop = tellTexts(workbench)
    return () => {
      stop()
      // The vectors of a page that is left would fill the memory; coming back reads them again.
      if (workbench.running.size === 0) forgetVectors(workbench, Object.keys(workbench.store.getState().rows))
    }
  }, [workbench])
  useFirstModel(workbench, startsNew)
  useAddress(workbench)
  useEffect(
    () =>
      keepCurrent({
        sessionId: workbench.sessionId,
        autosave: workbench.autosave,
        isStored: () => workbench.store.getState().isStored,
        load: () => loadWorkbench(workbench),
      }),
    [workbench],
  )
  return { state, reload }
}

async function load(workbench: Workbench): Promise<Loading> {
  try {
    await loadWorkbench(workbench)
    restoreUnsaved(workbench)
    return { type: 'ready' }
  } catch (error) {
    // What was typed and never saved is there even where the session itself was deleted: saving brings it back.
    if (restoreUnsaved(workbench)) return { type: 'ready' }
    if (!(error instanceof ApiError)) throw error
    const isHeld = workbench.store.getState().isStored && error.failure.kind !== 'not-found'
    return isHeld ? { type: 'ready' } : { type: 'failed', failure: error.failure }
  }
}

/**
 * Proposed anew while nothing was touched: a server found a moment later may have a model where there was none. Once also
 * after that: texts may be typed before the endpoints are known.
 */
function useFirstModel(workbench: Workbench, isNew: boolean): void {
  const { store } = workbench
  const { data } = useQuery(endpointsQuery)
  const isUntouched = useStore(store, (state) => state.isUntouched)
  const isProposed = useRef(false)
  useEffect(() => {
    if (!isNew || !data || (!isUntouched && isProposed.current)) return
    isProposed.current = true
    const { document } = store.getState()
    const proposed = firstDocument(data.endpoints, () => crypto.randomUUID())
    if (!isUntouched) {
      if (document.models.length === 0) changeDocument(workbench, (typed) => ({ ...typed, models: proposed.models }))
    } else if (document.models.length === 0 || proposed.models[0]?.endpoint !== document.models[0]?.endpoint)
      store.setState({ document: proposed })
  }, [workbench, store, isNew, isUntouched, data])
}

/** `/embed` becomes `/embed/{id}` with the first save. */
function useAddress({ store, sessionId }: Workbench): void {
  const navigate = useNavigate()
  const isStored = useStore(store, (state) => state.isStored)
  useEffect(() => {
    if (isStored && window.location.pathname === '/embed')
      void navigate({ to: '/embed/$sessionId', params: { sessionId }, replace: true })
  }, [isStored, sessionId, navigate])
}
