import { createStore } from 'zustand/vanilla'
import { emptyReply, reduceReply, type InvocationEvent, type Reply } from '../../server/contract/reply.ts'
import { mergeTextEvents } from './mergeTextEvents.ts'
import type { RunEvent } from './runStream.ts'

/** Every reply the page shows, by invocation id. Replies that did not change keep their identity. */
export interface RepliesState {
  replies: Record<string, Reply>
  /** By invocation id: who was asked. The pane may have another endpoint by now. */
  endpoints: Record<string, string>
  /** By invocation id: the run to stop or join, and whose clock its times are. */
  runIds: Record<string, string>
  /** Runs whose connection is lost at the moment; they go on at the server. */
  lostRuns: ReadonlySet<string>
}

export const replies = createStore<RepliesState>(() => ({
  replies: {},
  endpoints: {},
  runIds: {},
  lostRuns: new Set(),
}))

/** What a frame brings: an event, or a start from nothing (a live run is replayed from its beginning). */
export type ReplyChange = RunEvent | { invocationId: string; event: 'reset' }

/** One store write for all panes, whatever a frame brought. */
export function applyChanges(changes: readonly ReplyChange[]): void {
  const byInvocation = new Map<string, InvocationEvent[]>()
  const fresh = new Set<string>()
  for (const { invocationId, event } of changes) {
    if (event === 'reset') {
      fresh.add(invocationId)
      byInvocation.set(invocationId, [])
      continue
    }
    const events = byInvocation.get(invocationId)
    if (events) events.push(event)
    else byInvocation.set(invocationId, [event])
  }
  replies.setState((state) => {
    const next = { ...state.replies }
    for (const [id, events] of byInvocation) {
      const before = fresh.has(id) ? emptyReply : (next[id] ?? emptyReply)
      next[id] = mergeTextEvents(events).reduce(reduceReply, before)
    }
    return { replies: next }
  })
}

export function setReplies(entries: Record<string, { reply: Reply; runId: string; endpoint?: string }>): void {
  replies.setState((state) => {
    const next = {
      replies: { ...state.replies },
      endpoints: { ...state.endpoints },
      runIds: { ...state.runIds },
    }
    for (const [id, entry] of Object.entries(entries)) {
      next.replies[id] = entry.reply
      next.runIds[id] = entry.runId
      if (entry.endpoint !== undefined) next.endpoints[id] = entry.endpoint
    }
    return next
  })
}

export function setRunLost(runId: string, isLost: boolean): void {
  if (replies.getState().lostRuns.has(runId) === isLost) return
  replies.setState((state) => {
    const lostRuns = new Set(state.lostRuns)
    if (isLost) lostRuns.add(runId)
    else lostRuns.delete(runId)
    return { lostRuns }
  })
}
