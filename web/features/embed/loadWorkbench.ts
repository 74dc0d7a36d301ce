import type { EmbedDocument } from '../../../server/contract/embedDocument.ts'
import type { SessionAnswer } from '../../../server/contract/session.ts'
import { readVectors } from '../../api/embeddings.ts'
import { ApiError, request } from '../../api/request.ts'
import { readUnsaved } from '../../models/session/unsaved.ts'
import { takeVectors } from './takeVectors.ts'
import type { Workbench } from './workbench.ts'

/** Reads the stored session, then its vectors. Throws ApiError. */
export async function loadWorkbench(workbench: Workbench): Promise<void> {
  const { session } = await request<SessionAnswer>(`/api/sessions/${workbench.sessionId}`)
  const { document } = session
  if (document.page !== 'embed')
    throw new ApiError({ kind: 'not-found', message: 'This session belongs to another page.', isRetryable: false })
  workbench.autosave.adopt({ ...session, document })
  workbench.store.setState({ isStored: true, isUntouched: false })
  void loadVectors(workbench)
}

/** What an earlier visit could not save. True where there was something. */
export function restoreUnsaved(workbench: Workbench): boolean {
  const unsaved = readUnsaved<EmbedDocument>(workbench.sessionId)
  if (!unsaved) return false
  workbench.store.setState({ isUntouched: false })
  workbench.autosave.restore(unsaved)
  void loadVectors(workbench)
  return true
}

/** Vectors that are not here yet, one model after another; the page is usable meanwhile. */
async function loadVectors(workbench: Workbench): Promise<void> {
  const { document, rows } = workbench.store.getState()
  const unknown = document.models.filter(({ vectorsId, id }) => !(vectorsId in rows) && !workbench.running.has(id))
  if (unknown.length === 0) return
  workbench.store.setState({ isReadingVectors: true })
  try {
    for (const { vectorsId } of unknown) await takeVectors(workbench, vectorsId, await readVectors(vectorsId))
  } catch {
    // The server went away: what is missing can be embedded, or is read when the page is opened again.
  } finally {
    workbench.store.setState({ isReadingVectors: false })
  }
}
