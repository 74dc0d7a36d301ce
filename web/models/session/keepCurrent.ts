import type { SessionDocument } from '../../../server/contract/session.ts'
import type { Autosave } from './autosave.ts'
import { onSavedElsewhere } from './otherTabs.ts'
import { tellMerged } from './tellMerged.ts'

interface Kept<Document extends SessionDocument> {
  sessionId: string
  autosave: Autosave<Document>
  isStored: () => boolean
  /** Reads the stored session again. */
  load: () => Promise<void>
}

/** Other tabs' saves are taken over; what is not saved is saved, or kept here, when the page goes. Returns how to stop. */
export function keepCurrent<Document extends SessionDocument>(kept: Kept<Document>): () => void {
  const { autosave, sessionId } = kept
  const refresh = () => {
    // A server that is away says so in the bar already.
    if (kept.isStored()) kept.load().catch(() => undefined)
  }
  const stopHearing = onSavedElsewhere(sessionId, ({ revision, how }) => {
    if (revision <= autosave.revision() && how !== 'renamed') return
    if (how === 'kept') tellMerged(sessionId, 'kept-ours')
    if (how === 'went-back') tellMerged(sessionId, 'went-back')
    refresh()
  })
  const onLeave = () => autosave.leave()
  const onVisibility = () => {
    if (document.visibilityState === 'visible') refresh()
    else autosave.leave()
  }
  window.addEventListener('pagehide', onLeave)
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    stopHearing()
    window.removeEventListener('pagehide', onLeave)
    document.removeEventListener('visibilitychange', onVisibility)
    if (autosave.isDirty()) autosave.touch('at once')
  }
}
