import type { Endpoint } from '../contract/endpoint.ts'
import type { SentRequest } from '../contract/invocation.ts'
import type { Reply } from '../contract/reply.ts'
import type { Task } from '../contract/task.ts'
import type { Adapter } from '../providers/adapter.ts'

/** An endpoint that can be invoked now. `secrets` are removed by value from everything that comes back. */
export interface Target {
  endpoint: Endpoint
  adapter: Adapter
  secrets: string[]
}

/** Throws FailureError: not-found, credential-missing, model-not-ready, bad-request (wrong task). */
export type ResolveTarget = (endpointName: string, task: Task) => Target

/** Where invocations are kept. Calls are in order per id; none may throw: what could not be saved is the recorder's to say. */
export interface InvocationRecorder {
  begin(row: {
    id: string
    runId: string
    sessionId: string | null
    endpoint: string
    model: string
    providerLabel: string
    task: Task
    startedAt: string
    requestBody: Record<string, unknown>
  }): void
  /** At least every second while text arrives. */
  progress(id: string, reply: Reply): void
  end(id: string, record: InvocationEnd): void
}

export interface InvocationEnd {
  reply: Reply
  request: SentRequest | null
  response: { status: number; headers: Record<string, string> } | null
  events: { atMs: number; data: string }[]
  eventsOmitted: number
  body: string | null
}
