import type { Reply } from './reply.ts'
import type { Task } from './task.ts'

/** The request exactly as sent, secrets replaced by `•••` and the last four characters at most. */
export interface SentRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: string
  /** A field of ours that the upstream refused with 400: what is shown is the second request, without it. */
  repeatedWithout?: string
}

/** GET /api/invocations/{id}: everything the inspector shows. */
export interface Invocation {
  id: string
  runId: string
  sessionId: string | null
  endpoint: string
  model: string
  providerLabel: string
  task: Task
  /** Wall clock, ISO 8601; durations never come from it. */
  startedAt: string
  reply: Reply
  /** What the caller wrote: JSON, or for a client's request that is none its text. `request` is what was made of it. */
  requestBody: string
  request: SentRequest | null
  response: { status: number; headers: Record<string, string> } | null
  /** Each event of the upstream: milliseconds after `sent`, and its data as it came (secrets removed). */
  events: { atMs: number; data: string }[]
  /** Events beyond the recording limit that are not in `events`. */
  eventsOmitted: number
  /** The body of an answer that was not a stream. */
  body: string | null
  origin: 'page' | 'api'
  /** The served entity's name; `model` is its name at the upstream. */
  servedModel: string
  clientRequestId: string | null
  /** The name of the access token it came with. */
  requester: string | null
  userAgent: string | null
  /** What is missing here and why, in a sentence. */
  remark: string | null
}
