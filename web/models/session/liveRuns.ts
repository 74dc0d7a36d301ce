import type { Invocation } from '../../../server/contract/invocation.ts'
import { ApiError, failureOf, request, send } from '../../api/request.ts'
import { browserScheduler } from '../../streams/frameBatch.ts'
import { createRuns } from '../../streams/runs.ts'
import { loadEventParser } from '../../streams/runStream.ts'
import { preloadLater } from '../../ui/preload.ts'

preloadLater(loadEventParser)

/** The tab's runs: they go on while other pages are shown. */
export const liveRuns = createRuns({
  open: send,
  failureOf: async (response) => failureOf(response.status, await response.text()),
  async storedReply(invocationId) {
    try {
      return (await request<Invocation>(`/api/invocations/${invocationId}`)).reply
    } catch (error) {
      if (error instanceof ApiError && error.failure.kind === 'not-found') return undefined
      throw error
    }
  },
  scheduler: browserScheduler,
  setTimer: browserScheduler.setTimer,
  clearTimer: browserScheduler.clearTimer,
  now: () => performance.now(),
})
