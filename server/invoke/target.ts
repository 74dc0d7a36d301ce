import type { Endpoint } from '../contract/endpoint.ts'
import type { SentRequest } from '../contract/invocation.ts'
import type { Reply } from '../contract/reply.ts'
import type { Task } from '../contract/task.ts'
import type { Adapter } from '../providers/adapter.ts'

/** A served entity of an endpoint: one model, and the way to it. */
export interface Served {
  /** Its name among the endpoint's served entities: what the header `served-model-name` says. */
  name: string
  /** The model's name at its upstream. */
  model: string
  providerLabel: string
  adapter: Adapter
  /** Removed by value from everything that comes back. */
  secrets: string[]
}

/** An endpoint that can be invoked now, and which of its served entities this invocation goes to. */
export interface Target {
  endpoint: Endpoint
  /** The one whose turn it is by the traffic split, or the one that was named. */
  served: Served
  /** Asked in its place, in this order, where `mayFallBack` (fallback.ts) says so. Empty where fallback is not enabled. */
  fallbacks: Served[]
}

export interface ResolveOptions {
  /** Asks this served entity whatever the traffic split says, without fallback. */
  servedName?: string
  /** Whose limit counts where an endpoint has one per user: the access token's name; null = nobody in particular. */
  requester?: string | null
}

/**
 * Call it once per invocation: it moves the traffic split on and counts against the endpoint's rate limits.
 * Throws FailureError: not-found (endpoint or served entity), credential-missing, model-not-ready, bad-request (wrong
 * task), rate-limited (the endpoint's own limit, with `retryAfterMs`).
 */
export type ResolveTarget = (endpointName: string, task: Task, options?: ResolveOptions) => Target

/** Where invocations are kept. Calls are in order per id; none may throw: what could not be saved is the recorder's to say. */
export interface InvocationRecorder {
  begin(row: {
    id: string
    runId: string
    sessionId: string | null
    endpoint: string
    model: string
    servedModel: string
    providerLabel: string
    task: Task
    startedAt: string
    /** A text: as a person wrote it. */
    requestBody: Record<string, unknown> | string
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
