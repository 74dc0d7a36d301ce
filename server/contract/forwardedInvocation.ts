import type { Failure } from './failure.ts'
import type { Timings } from './reply.ts'
import type { Task } from './task.ts'

/**
 * One invocation of an API client, as it happened: bytes, moments and how it ended. Text, usage, finish reason and what
 * must not be stored are worked out of it later and elsewhere, so that making one costs the stream nothing.
 */
export interface ForwardedInvocation {
  /** A fresh uuid. */
  id: string
  endpoint: string
  /** The served entity's name; `model` is its name at the upstream. */
  servedModel: string
  model: string
  providerLabel: string
  task: Task
  /** Wall clock, ISO 8601. */
  startedAt: string
  /** The name of the access token it came with; null without one. */
  requester: string | null
  clientRequestId: string | null
  userAgent: string | null
  /** As it came. */
  callerBody: Uint8Array
  /** As it went to the upstream, credential included (it is removed by `secrets`). Null where it never left. */
  sent: { method: string; url: string; headers: Record<string, string>; body: Uint8Array } | null
  /** The upstream's. */
  response: { status: number; headers: Record<string, string> } | null
  /** The answer's bytes as the upstream sent them, still in its content encoding. */
  answer: AnswerTape
  isStreamed: boolean
  /** What the client was answered with. */
  statusCode: number
  ended: { type: 'done' } | { type: 'stopped' } | { type: 'failed'; failure: Failure }
  /** `msInLine`: from the request's arrival until it left. When tokens came is read from the answer. */
  timings: Pick<Timings, 'msInLine' | 'msToHeaders' | 'msTotal'>
  /** Removed by value from everything before it is stored. */
  secrets: string[]
  /** What of it is missing, in a sentence. */
  remark?: string
}

/** What is kept of an answer: its beginning up to a limit and, where something is missing, its last bytes. */
export interface AnswerTape {
  /** Its bytes in order, in as many pieces as came: they are joined where they are read. */
  pieces: Uint8Array[]
  /** Pairs: how many bytes had been kept before a chunk, and the milliseconds after `sent` at which it came. */
  marks: number[]
  bytesOmitted: number
  /** The last bytes of an answer whose middle is missing (they count as omitted too); empty where nothing is. */
  tail: Uint8Array
}
