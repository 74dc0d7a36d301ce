import type { ImportProgress, SessionsImported } from '../../server/contract/sessionFile.ts'
import { queryClient } from './queryClient.ts'
import { ApiError, request } from './request.ts'

interface ImportOptions {
  /** About twice a second, as the server says: what it has read and what is in. */
  onProgress: (progress: ImportProgress) => void
  /** Stops it: what is in stays, and the answer says what that is. */
  signal: AbortSignal
}

const msBetween = 500
/** The server ends an import as soon as it notices that nobody sends any more. */
const maxTries = 20

/** A file of any length: the browser sends it from the disk. */
export async function importFile(file: File, { onProgress, signal }: ImportOptions): Promise<SessionsImported> {
  const id = crypto.randomUUID()
  const query = new URLSearchParams({ name: file.name.slice(0, 300), progress: id })
  const watch = setInterval(() => {
    // One that is not answered tells nothing; the next may.
    void progressOf(id).then(onProgress, () => undefined)
  }, msBetween)
  try {
    return await request<SessionsImported>(`/api/sessions/import?${query.toString()}`, {
      method: 'POST',
      bytes: file,
      signal,
    })
  } catch (error) {
    if (!signal.aborted) throw error
    return await whatCameIn(id)
  } finally {
    clearInterval(watch)
    await queryClient.invalidateQueries({ queryKey: ['sessions'] })
  }
}

function progressOf(id: string): Promise<ImportProgress> {
  return request<ImportProgress>(`/api/sessions/import/${id}`)
}

async function whatCameIn(id: string): Promise<SessionsImported> {
  for (let tries = 0; tries < maxTries; tries++) {
    const { outcome } = await progressOf(id)
    if (outcome && 'failure' in outcome) throw new ApiError(outcome.failure)
    if (outcome) return outcome.imported
    await new Promise((resolve) => setTimeout(resolve, msBetween))
  }
  throw new ApiError({
    kind: 'unreachable',
    message: 'Nothing more is sent. What had come in is in the list of sessions.',
    isRetryable: true,
  })
}
