import type { SentRequest } from '../contract/invocation.ts'
import type { Task } from '../contract/task.ts'
import type { Forward } from './forward.ts'

/** One invocation of one model, in OpenAI's shape: what every wire dialect is given. */
export interface ProviderCall {
  task: Task
  /** The model's name at its upstream. */
  model: string
  /** As the caller wrote it. The adapter sets `model`, `stream` and `stream_options`. */
  body: Record<string, unknown>
  /** The same as text: then it goes out as written, but for the model's name. */
  text?: string
  isStreamed: boolean
}

/** Where an adapter puts what happens, in order. */
export interface ProviderSink {
  /** The call waits in line behind `ahead` others. May be called again as the line moves. */
  onQueued(ahead: number): void
  /** Immediately before the request leaves (for a local model: when inference starts). */
  onSent(request: SentRequest): void
  onAnswered(status: number, headers: Record<string, string>): void
  /**
   * The data of one server-sent event in OpenAI's stream shape, as text; `[DONE]` included.
   * A returned promise is backpressure: nothing more may be delivered until it settles.
   */
  onEvent(data: string): void | Promise<void>
  /** The whole body of an answer that is not a stream. */
  onBody(text: string): void
}

/**
 * Resolves when the upstream closed its answer cleanly (whether that is success is invoke's judgement), rejects with
 * a FailureError, or with `signal.reason` after an abort. After an abort nothing more reaches the sink and the
 * upstream connection is closed.
 */
export interface Adapter {
  (call: ProviderCall, sink: ProviderSink, signal: AbortSignal): Promise<void>
  /** Secrets it came to hold itself (a token it fetched), complete from `onSent` on: removed by value like the others. */
  secrets?(): string[]
  /** The same upstream, asked and answering in the caller's own bytes. */
  forward?: Forward
  /** Whether `forward` passes on OpenAI's Responses API, too. */
  takesResponses?: boolean
}
