import { create } from 'zustand'
import { maxPanes } from '../../../server/contract/limits.ts'
import { emptyReply, isEnded, type Reply } from '../../../server/contract/reply.ts'
import type { RerunDocument } from '../../../server/contract/rerunDocument.ts'
import { liveRuns } from '../../models/session/liveRuns.ts'
import { changePageDocument } from '../../models/session/pageSession.ts'
import { replies, setReplies } from '../../streams/replies.ts'
import type { RunStart } from '../../streams/runStream.ts'
import { showToast } from '../../ui/Toast.tsx'
import type { Rerun } from './rerun.ts'

/**
 * The repeats of a session, sent in runs of up to 64, one run after the other. All of their ids are in the document before
 * the first is sent: what was not sent yet when the page went away is known afterwards, and sent when asked to. It goes on
 * while other pages are shown.
 */
export const maxRepeats = 10

/** Sessions of which this tab sends runs. */
export const useRunning = create<{ sessionIds: ReadonlySet<string> }>(() => ({ sessionIds: new Set() }))

export function runAgain(rerun: Rerun, repeats: number): void {
  changePageDocument(
    rerun,
    (document) => ({
      ...document,
      repeats,
      requests: document.requests.map((request) => {
        const more = Math.min(repeats, maxRepeats - request.repeats.length)
        return { ...request, repeats: [...request.repeats, ...Array.from({ length: more }, () => crypto.randomUUID())] }
      }),
    }),
    'at once',
  )
  continueRun(rerun)
}

/** Sends what was not sent yet. */
export function continueRun(rerun: Rerun): void {
  if (isRunning(rerun)) return
  setRunning(rerun, true)
  void sendAll(rerun).finally(() => setRunning(rerun, false))
}

/** Whether anything was there to stop. What was not sent yet stays so. */
export function stopRun(rerun: Rerun): boolean {
  const known = replies.getState().replies
  const open = repeatsOf(rerun.store.getState().document).filter((id) => known[id] && !isEnded(known[id].status))
  const wasRunning = isRunning(rerun)
  setRunning(rerun, false)
  if (open.length > 0)
    liveRuns.stop(open).catch((error: unknown) => {
      showToast({ message: `Not stopped: ${error instanceof Error ? error.message : String(error)}` })
    })
  return wasRunning || open.length > 0
}

/** Planned, and nobody took it: nothing is known of it, or it failed in this tab before it was timed. */
export function wasNeverSent(reply: Reply | undefined): boolean {
  return reply === undefined || (reply.status === 'failed' && reply.timings === undefined)
}

async function sendAll(rerun: Rerun): Promise<void> {
  while (isRunning(rerun)) {
    const { document } = rerun.store.getState()
    const next = nextOf(document)
    if (next.length === 0) return
    const runId = crypto.randomUUID()
    setReplies(Object.fromEntries(next.map(({ id, endpoint }) => [id, { reply: emptyReply, runId, endpoint }])))
    liveRuns.start(startOf(runId, rerun, next))
    await ended(next.map(({ id }) => id))
    const after = replies.getState().replies
    // Nobody took it: the rest would fare no better.
    if (next.every(({ id }) => wasNeverSent(after[id]))) return
  }
}

interface Sending {
  id: string
  endpoint: string
  of: string
  rebuilt: Record<string, unknown> | undefined
}

/** The first repeat of every request, then the second …: what drifts with time drifts for all of them. */
function nextOf({ requests, panes }: RerunDocument): Sending[] {
  const known = replies.getState().replies
  const endpoints = new Map(panes.map(({ id, endpoint }) => [id, endpoint]))
  const waiting: Sending[] = []
  for (let round = 0; round < maxRepeats; round++)
    for (const { paneId, kept, rebuilt, repeats } of requests) {
      const id = repeats[round]
      const endpoint = endpoints.get(paneId)
      if (id === undefined || !wasNeverSent(known[id]) || typeof endpoint !== 'string') continue
      // One run is of one kind.
      if (waiting[0] && (waiting[0].rebuilt === undefined) !== (rebuilt === undefined)) continue
      waiting.push({ id, endpoint, of: kept, rebuilt })
      if (waiting.length === maxPanes) return waiting
    }
  return waiting
}

function startOf(id: string, { sessionId, store }: Rerun, sending: Sending[]): RunStart {
  const { baseline, atOnce } = store.getState().document
  if (sending[0]?.rebuilt === undefined)
    return {
      id,
      sessionId,
      atOnce,
      asWritten: baseline.page === 'query',
      invocations: sending.map((one) => ({ id: one.id, endpoint: one.endpoint, of: one.of })),
    }
  return {
    id,
    sessionId,
    atOnce,
    invocations: sending.map((one) => ({ id: one.id, endpoint: one.endpoint, body: one.rebuilt ?? {} })),
  }
}

function ended(ids: string[]): Promise<void> {
  const areEnded = () => {
    const known = replies.getState().replies
    return ids.every((id) => known[id] !== undefined && isEnded(known[id].status))
  }
  return new Promise((resolve) => {
    const stop = replies.subscribe(() => {
      if (!areEnded()) return
      stop()
      resolve()
    })
  })
}

function repeatsOf({ requests }: RerunDocument): string[] {
  return requests.flatMap(({ repeats }) => repeats)
}

function isRunning({ sessionId }: Rerun): boolean {
  return useRunning.getState().sessionIds.has(sessionId)
}

function setRunning({ sessionId }: Rerun, isOn: boolean): void {
  useRunning.setState(({ sessionIds }) => {
    const next = new Set(sessionIds)
    if (isOn) next.add(sessionId)
    else next.delete(sessionId)
    return { sessionIds: next }
  })
}
