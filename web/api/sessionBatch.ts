import type { Failure } from '../../server/contract/failure.ts'
import type { SessionBatch, SessionBatchAnswer } from '../../server/contract/sessionBatch.ts'
import { ApiError, request } from './request.ts'

/** What is told of a long batch while it goes on: how many of its sessions are through. */
export type OnProgress = (count: number) => void

type WithoutIds<Batch> = Batch extends unknown ? Omit<Batch, 'ids'> : never
export type Asked = WithoutIds<SessionBatch>

/** What takes long is asked for in smaller pieces, so that its progress shows. */
const perRequest = { delete: 100, duplicate: 100, bin: 1000, restore: 1000, pin: 1000, unpin: 1000, tag: 1000 }

interface Listeners {
  onAnswer: (answer: SessionBatchAnswer) => void
  onProgress?: OnProgress | undefined
}

/**
 * One request after the other, each for many: a failure ends it, and what was done before it is done. Sessions that are
 * gone are passed over, unless all are.
 */
export async function inBatches(
  ids: readonly string[],
  asked: Asked,
  { onAnswer, onProgress }: Listeners,
): Promise<void> {
  let done = 0
  const size = perRequest[asked.action]
  for (let at = 0; at < ids.length; at += size) {
    if (ids.length > size) onProgress?.(at)
    const body = { ...asked, ids: ids.slice(at, at + size) }
    const answer = await request<SessionBatchAnswer>('/api/sessions/batch', { method: 'POST', body })
    onAnswer(answer)
    done += answer.done.length
    if (answer.failure) throw new ApiError(answer.failure)
  }
  if (done === 0 && ids.length > 0) throw new ApiError(gone(ids.length))
}

function gone(count: number): Failure {
  return {
    kind: 'not-found',
    message: count === 1 ? 'This session is not there any more.' : 'These sessions are not there any more.',
    isRetryable: false,
  }
}
