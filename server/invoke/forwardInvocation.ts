import { FailureError, type Failure } from '../contract/failure.ts'
import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import type { JsonObject } from '../contract/jsonText.ts'
import type { Task } from '../contract/task.ts'
import type { ForwardCall, ForwardedRequest, ForwardSink } from '../providers/forward.ts'
import { createAnswerRecorders } from './answerRecorder.ts'
import { askInTurn } from './fallback.ts'
import { forwardOf } from './relay/adapterForward.ts'
import type { AnswerTaker } from './relay/answerTaker.ts'
import { takerFor } from './takerFor.ts'
import type { Served, Target } from './target.ts'

/**
 * One invocation of an API client: its bytes to the upstream, the answer's bytes back, one record of it.
 *
 * As in a run, whatever happens ends it once, the first cause wins, and the upstream's connection is closed. All that one
 * read of the upstream's socket brought is passed on in one write: a stream of small events costs by the read, not by
 * the event.
 */
export interface ForwardRequest {
  id: string
  target: Target
  task: Task
  isStreamed: boolean
  /** As it came, for the record. */
  callerBody: Uint8Array
  /** What of it concerns the upstream. */
  body: Uint8Array
  object: JsonObject
  /** `stream_options.include_usage`. */
  wantsUsage: boolean
  encoding: 'float' | 'base64'
  /** Where the caller speaks the Responses API: what to ask an upstream that has only chat. */
  responses?: { request: Record<string, unknown>; chat: () => { body: Uint8Array; object: JsonObject } }
  requester: string | null
  clientRequestId: string | null
  userAgent: string | null
  arrivedAtMs: number
}

/** The caller's end. Exactly one of `answer`, `end` and `fail` is called, last, unless the caller has gone. */
export interface ForwardClient {
  answer(served: Served, body: Uint8Array): void
  /** Pieces of a stream, to go out together. A returned promise is backpressure. */
  write(served: Served, pieces: Uint8Array[]): Promise<void> | undefined
  /** The last pieces. */
  end(served: Served, pieces: Uint8Array[]): void
  /** Gives the status the caller sees. */
  fail(failure: Failure, served: Served): number
}

export interface ForwardDeps {
  now: () => Date
  nowMs: () => number
  record: (invocation: ForwardedInvocation) => void
  /** For mistakes of our own. */
  onError: (error: unknown) => void
}

/** A finish came, and neither usage nor [DONE] nor the end. */
const msAfterFinish = 5000
/** [DONE] came: left to end by itself, the connection can be used again. */
const msAfterDone = 250

/** Returned: what to call when the caller has gone. */
export type Forwarder = (request: ForwardRequest, client: ForwardClient) => () => void

export function createForwarder({ now, nowMs, record, onError }: ForwardDeps): Forwarder {
  const tapes = createAnswerRecorders()

  return (request, client) => {
    const { target, task, isStreamed } = request
    const startedAt = now()
    let asked = target.served
    let asking = new AbortController()
    let sent: ForwardedRequest | null = null
    let sentAtMs = request.arrivedAtMs
    let msToHeaders: number | undefined
    let response: ForwardedInvocation['response'] = null
    let tape = tapes.start()
    let taker: AnswerTaker | undefined
    /** Of the upstream, not yet looked at; for the caller, not yet written. */
    let pending: Uint8Array[] = []
    let outgoing: Uint8Array[] = []
    let blocked: Promise<void> | undefined
    let isOut = false
    let isAsking = false
    let isEnded = false
    let timer: NodeJS.Timeout | undefined
    let closing: NodeJS.Timeout | undefined

    const sinceSent = () => nowMs() - sentAtMs

    function createTaker(): AnswerTaker {
      const created = Math.floor(startedAt.getTime() / 1000)
      return takerFor(
        request,
        { asked, secrets: secretsOf(asked), created },
        {
          out: (bytes) => void outgoing.push(bytes),
          answer(body) {
            isOut = true
            client.answer(asked, body)
          },
        },
      )
    }

    function write(): void {
      if (outgoing.length === 0) return
      isOut = true
      const pieces = outgoing
      outgoing = []
      const full = client.write(asked, pieces)
      if (full === undefined) return
      blocked = full
      void full.then(() => (blocked = undefined))
    }

    /** All that came since the last time. */
    function flush(): void {
      if (isEnded || taker === undefined || pending.length === 0) return
      const chunks = pending
      pending = []
      const atMs = sinceSent()
      try {
        for (const chunk of chunks) {
          tape.add(atMs, chunk)
          if (!taker.isDone()) taker.take(chunk)
        }
        if (taker.isDone()) return done(msAfterDone)
        write()
        if (taker.isFinished()) timer ??= setTimeout(() => attemptEnd(), msAfterFinish)
      } catch (error) {
        asking.abort(error)
      }
    }

    const sink: ForwardSink = {
      onSent(request) {
        sent = request
        sentAtMs = nowMs()
      },
      onAnswered(status, headers) {
        msToHeaders = sinceSent()
        response = { status, headers }
        if (status < 300) taker = createTaker()
      },
      onBytes(chunk) {
        if (isEnded) return undefined
        if (pending.push(chunk) === 1) queueMicrotask(flush)
        return blocked
      },
      onRefusal: (body) => tape.add(sinceSent(), body),
    }

    function callOf({ adapter, model }: Served): ForwardCall {
      const { body, object, responses } = request
      if (responses === undefined) return { task, model, body, object, isStreamed }
      if (adapter.takesResponses) return { task, isResponses: true, model, body, object, isStreamed }
      return { task, model, ...responses.chat(), isStreamed }
    }

    async function ask(next: Served): Promise<void> {
      if (next !== asked) {
        tape.finish()
        tape = tapes.start()
        asked = next
        asking = new AbortController()
        taker = undefined
        response = null
        pending = []
        outgoing = []
      }
      isAsking = true
      await forwardOf(next.adapter)(callOf(next), sink, asking.signal)
      isAsking = false
      // What waits for a timer is kept until then, with all it holds.
      clearTimeout(closing)
      flush()
      if (!isEnded && asking.signal.aborted) throw asking.signal.reason
    }

    function attemptEnd(): void {
      if (isEnded) return
      try {
        taker?.end()
        done(0)
      } catch (error) {
        failed(error)
      }
    }

    function failed(error: unknown): void {
      if (isEnded) return
      flush()
      if (isEnded) return
      // Everything had been said: a reset in place of [DONE] takes nothing away.
      if (error instanceof FailureError && cuts.has(error.failure.kind) && taker?.isFinished()) return attemptEnd()
      if (!(error instanceof FailureError)) onError(error)
      const failure = error instanceof FailureError ? error.failure : ownMistake
      taker?.cut(failure)
      write()
      finish({ type: 'failed', failure }, client.fail(failure, asked))
    }

    function done(ms: number): void {
      if (isStreamed) client.end(asked, outgoing)
      finish({ type: 'done' }, 200, ms)
    }

    function finish(ended: ForwardedInvocation['ended'], statusCode: number, msToClose = 0): void {
      isEnded = true
      clearTimeout(timer)
      if (isAsking && msToClose === 0) asking.abort(stopped)
      else if (isAsking) closing = setTimeout(() => asking.abort(stopped), msToClose).unref()
      pending = []
      record({
        id: request.id,
        endpoint: target.endpoint.name,
        servedModel: asked.name,
        model: asked.model,
        providerLabel: asked.providerLabel,
        task,
        startedAt: startedAt.toISOString(),
        requester: request.requester,
        clientRequestId: request.clientRequestId,
        userAgent: request.userAgent,
        callerBody: request.callerBody,
        sent,
        response,
        answer: tape.finish(),
        isStreamed,
        statusCode,
        ended,
        timings: {
          msInLine: sentAtMs - request.arrivedAtMs,
          ...(msToHeaders === undefined ? {} : { msToHeaders }),
          msTotal: sinceSent(),
        },
        secrets: secretsOf(asked),
      })
    }

    askInTurn([target.served, ...target.fallbacks], ask, () => isOut).then(attemptEnd, failed)
    return () => {
      if (!isEnded) finish({ type: 'stopped' }, clientClosedRequest)
    }
  }
}

function secretsOf({ adapter, secrets }: Served): string[] {
  const fetched = adapter.secrets?.()
  return fetched === undefined ? secrets : [...new Set([...secrets, ...fetched])]
}

const stopped = new Error('ended')
const cuts = new Set(['answer-cut', 'idle-timeout'])
/** nginx's number for a caller that left. */
const clientClosedRequest = 499

const ownMistake: Failure = {
  kind: 'internal',
  message: 'AI Playground failed at this invocation. Its terminal says more.',
  isRetryable: true,
}
