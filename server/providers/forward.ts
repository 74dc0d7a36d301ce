import type { JsonObject } from '../contract/jsonText.ts'
import type { Task } from '../contract/task.ts'

/** One invocation passed on as bytes, to an upstream that speaks the caller's dialect. */
export interface ForwardCall {
  task: Task
  /** Where the caller speaks OpenAI's Responses API; the task is chat then. */
  isResponses?: boolean
  /** The model's name at its upstream. */
  model: string
  /** The caller's text, and where its members lie. Only `model` and `stream_options` are set. */
  body: Uint8Array
  object: JsonObject
  isStreamed: boolean
}

export interface ForwardedRequest {
  method: string
  url: string
  /** Credential included: removed before anything is stored. */
  headers: Record<string, string>
  body: Uint8Array
}

/** Where the answer goes, in order. */
export interface ForwardSink {
  /** Immediately before the request leaves; once more where it is repeated. */
  onSent(request: ForwardedRequest): void
  onAnswered(status: number, headers: Record<string, string>): void
  /** Of an answer that is no refusal. A returned promise is backpressure, up to the upstream's socket. */
  onBytes(chunk: Uint8Array): void | Promise<void>
  /** The beginning of a refusal's body; its failure follows. */
  onRefusal(body: Uint8Array): void
}

/**
 * Resolves when the upstream closed its answer cleanly, rejects with a FailureError, or with `signal.reason` after an
 * abort; then the connection is closed and nothing more reaches the sink.
 */
export type Forward = (call: ForwardCall, sink: ForwardSink, signal: AbortSignal) => Promise<void>
