import type { FailureError } from '../contract/failure.ts'
import { emptyReply, type Reply } from '../contract/reply.ts'
import type { InvocationRequest } from '../contract/run.ts'
import type { Task } from '../contract/task.ts'
import type { RunLog } from './runLog.ts'
import type { Target } from './target.ts'

/** What a run is asked for; a request body that a person wrote as text goes out as it was written. */
export interface AskedInvocation extends InvocationRequest {
  text?: { written: string; /** Without what is for this server alone. */ sent: string }
  /** Else what the body says. */
  task?: Task
}

/** One invocation of a run, from the request until its end. */
export interface Pane {
  id: string
  index: number
  request: AskedInvocation
  task: Task
  target: Target | FailureError
  requestedAtMs: number
  abort: AbortController
  reply: Reply
  isBegun: boolean
  hasEnded: boolean
  hasToken: boolean
  isUnsaved: boolean
  /** As last told while in line. */
  ahead: number
}

export interface Run {
  id: string
  sessionId: string | null
  startedAtMs: number
  atOnce: number
  panes: Pane[]
  log: RunLog
  hasEnded: boolean
  saveTimer: NodeJS.Timeout | undefined
}

export function createPane(known: Pick<Pane, 'index' | 'request' | 'task' | 'target' | 'requestedAtMs'>): Pane {
  return {
    ...known,
    id: known.request.id,
    abort: new AbortController(),
    reply: emptyReply,
    isBegun: false,
    hasEnded: false,
    hasToken: false,
    isUnsaved: false,
    ahead: 0,
  }
}

/** Which task a body is meant for: the page sends OpenAI's shapes and does not name it. */
export function taskOf(body: Record<string, unknown>): Task {
  if ('messages' in body) return 'llm/v1/chat'
  if ('prompt' in body) return 'llm/v1/completions'
  if ('input' in body) return 'llm/v1/embeddings'
  return 'llm/v1/chat'
}
