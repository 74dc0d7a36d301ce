import type { Failure } from '../../server/contract/failure.ts'
import { isEnded, type Reply } from '../../server/contract/reply.ts'
import type { InvocationRequest, RunRequest } from '../../server/contract/run.ts'
import { createFrameBatch, type FrameScheduler } from './frameBatch.ts'
import { applyChanges, replies, setReplies, setRunLost, type ReplyChange } from './replies.ts'
import { createRunClock, type RunClock } from './runClock.ts'
import { followRun, type OpenOptions, type RunEnding, type RunStart, type RunStreamDeps } from './runStream.ts'

/**
 * The runs this tab follows. They belong to the tab, not to a page: going to Endpoints and back misses nothing.
 */
export interface RunsDeps extends RunStreamDeps {
  scheduler: FrameScheduler
  now: () => number
  /** The reply as it stands in the store; undefined where the server has no such invocation. */
  storedReply(invocationId: string): Promise<Reply | undefined>
}

export interface Runs {
  start(request: RunStart): void
  /** A run that began elsewhere: another tab, or before a reload. */
  follow(runId: string): void
  /** Adds to a run that still streams; where there is none, starts one. */
  join(runId: string | undefined, request: RunRequest): Promise<void>
  stop(invocationIds: readonly string[]): Promise<void>
  isFollowed(runId: string): boolean
  clockOf(invocationId: string): RunClock | undefined
}

export function createRuns(deps: RunsDeps): Runs {
  const clocks = new Map<string, RunClock>()
  const followed = new Map<string, AbortController>()
  const batch = createFrameBatch<ReplyChange>(applyChanges, deps.scheduler)

  async function run(id: string, request?: RunStart) {
    if (followed.has(id)) return
    const left = new AbortController()
    followed.set(id, left)
    const clock = createRunClock(deps.now)
    clocks.set(id, clock)
    const known = new Set<string>()
    const ending = await followRun(
      { id, ...(request && { request }) },
      {
        onInvocations(ids) {
          const added = ids.filter((invocationId) => !known.has(invocationId))
          for (const invocationId of added) known.add(invocationId)
          rememberRun(id, added)
          batch.push(added.map((invocationId) => ({ invocationId, event: 'reset' as const })))
        },
        onEvents(events) {
          const last = events.at(-1)
          if (last) clock.note(last.event.atMs)
          batch.push(events)
        },
        onConnection: (state) => setRunLost(id, state === 'lost'),
      },
      { deps, signal: left.signal },
    )
    batch.flush()
    followed.delete(id)
    setRunLost(id, false)
    await settle(id, ending)
  }

  /** A run that is over leaves no reply open: what this tab did not hear, the store knows, else it never was. */
  async function settle(runId: string, ending: RunEnding) {
    if (ending.type === 'left') return
    const open = invocationsOf(runId).filter((id) => !isEnded(replies.getState().replies[id]?.status ?? 'queued'))
    if (open.length === 0) return
    if (ending.type === 'refused') return setReplies(failedEntries(runId, open, ending.failure))
    if (ending.type === 'unreachable') return setReplies(failedEntries(runId, open, serverUnreachable))
    await Promise.all(open.map((id) => recover(runId, id)))
  }

  async function recover(runId: string, id: string) {
    let reply: Reply | undefined
    try {
      reply = await deps.storedReply(id)
    } catch {
      return setReplies(failedEntries(runId, [id], serverUnreachable))
    }
    if (reply === undefined) return setReplies(failedEntries(runId, [id], neverStarted))
    setReplies({ [id]: { reply: isEnded(reply.status) ? reply : { ...reply, status: 'interrupted' }, runId } })
  }

  function begin(request: RunStart) {
    rememberRun(
      request.id,
      request.invocations.map(({ id }) => id),
    )
    void run(request.id, request)
  }

  return {
    start: begin,
    follow: (runId) => void run(runId),
    async join(runId, request) {
      if (runId === undefined || !followed.has(runId)) return begin(request)
      if (await joins(runId, request.invocations, deps)) {
        rememberRun(
          runId,
          request.invocations.map(({ id }) => id),
        )
      } else begin(request)
    },
    async stop(invocationIds) {
      const byRun = new Map<string, string[]>()
      for (const id of invocationIds) {
        const runId = replies.getState().runIds[id]
        if (runId) byRun.set(runId, [...(byRun.get(runId) ?? []), id])
      }
      await Promise.all([...byRun].map(([runId, ids]) => stopRun(runId, ids, deps)))
    },
    isFollowed: (runId) => followed.has(runId),
    clockOf(invocationId) {
      const runId = replies.getState().runIds[invocationId]
      return runId === undefined ? undefined : clocks.get(runId)
    },
  }
}

async function joins(runId: string, invocations: InvocationRequest[], deps: RunsDeps): Promise<boolean> {
  try {
    return (await deps.open(`/api/runs/${runId}/invocations`, posted({ invocations }))).ok
  } catch {
    return false
  }
}

async function stopRun(runId: string, invocationIds: string[], deps: RunsDeps): Promise<void> {
  const response = await deps.open(`/api/runs/${runId}/stop`, posted({ invocationIds }))
  // 404: it ended in the same moment, which is what was wanted.
  if (!response.ok && response.status !== 404) throw new Error((await deps.failureOf(response)).message)
}

function posted(body: unknown): OpenOptions {
  return { method: 'POST', body }
}

function rememberRun(runId: string, invocationIds: string[]): void {
  replies.setState((state) => ({
    runIds: { ...state.runIds, ...Object.fromEntries(invocationIds.map((id) => [id, runId])) },
  }))
}

function invocationsOf(runId: string): string[] {
  return Object.entries(replies.getState().runIds)
    .filter(([, id]) => id === runId)
    .map(([id]) => id)
}

const emptyChoices = [{ text: '', reasoning: '', toolCalls: [] }]

function failedEntries(
  runId: string,
  ids: string[],
  failure: Failure,
): Record<string, { reply: Reply; runId: string }> {
  const before = replies.getState().replies
  return Object.fromEntries(
    ids.map((id) => {
      const reply = before[id] ?? { status: 'queued', choices: emptyChoices, ahead: 0 }
      return [id, { reply: { ...reply, status: 'failed' as const, failure }, runId }]
    }),
  )
}

const serverUnreachable: Failure = {
  kind: 'unreachable',
  message: 'The AI Playground server could not be reached. See whether it still runs, then retry.',
  isRetryable: true,
}

const neverStarted: Failure = {
  kind: 'not-found',
  message: 'The request never arrived at the server. Retry to send it again.',
  isRetryable: true,
}
