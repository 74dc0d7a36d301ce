import { FailureError, type Failure } from '../contract/failure.ts'
import { maxAnswerBytes } from '../contract/limits.ts'
import type { InvocationEvent, Timings } from '../contract/reply.ts'
import type { Task } from '../contract/task.ts'
import type { ProviderSink } from '../providers/adapter.ts'
import { createRedactor, type Redactor } from '../wire/redact.ts'
import { createAnswerDecoder } from './answerDecoder.ts'
import { askInTurn } from './fallback.ts'
import { createRecording, type Recording } from './recording.ts'
import { answerCut, notAnAnswer, notJson } from './streamFailure.ts'
import type { Served } from './target.ts'
import { createTextTemplate } from './textTemplate.ts'

/**
 * One invocation, from the request to its one terminal event.
 *
 * Whatever happens (finish, stop, failure, a closed or endless stream, two of them in one tick), `end` runs once: the
 * first cause wins, its terminal event is the last thing emitted, and the upstream connection is closed. Success needs
 * a sign from the upstream: `[DONE]`, or a finish_reason for every choice. A clean close without one is a cut.
 */
export interface InvocationOptions {
  served: Served
  /** Asked in its place, in order, when it fails before anything of an answer has come. */
  fallbacks?: Served[]
  /** `sent` says who is asked. */
  namesServed?: boolean
  task: Task
  body: Record<string, unknown>
  /** The body as a person wrote it: sent so, and streamed only where it says so. */
  text?: string
  /** Aborted with a FailureError: failed. Aborted with anything else: stopped by the user. */
  signal: AbortSignal
  nowMs: () => number
  /** Zero of `atMs`. */
  runStartedAtMs: number
  /** When the person asked: the time in line counts from here. */
  requestedAtMs: number
  emit: (event: InvocationEvent) => void
  /** While the readers of the run are stalled: settles when they read again. */
  pressure: () => Promise<void> | undefined
  patience?: Partial<Patience>
}

export interface Patience {
  /** A finish_reason came and neither usage nor [DONE] nor the end follows. */
  msAfterFinish: number
  /** [DONE] came and the connection stays open: left to end by itself it can be used again, but not for long. */
  msAfterDone: number
}

const defaultPatience: Patience = { msAfterFinish: 5000, msAfterDone: 250 }

/** Never rejects. */
export function runInvocation(options: InvocationOptions): Promise<Recording> {
  const { served, fallbacks = [], task, body, signal, nowMs, runStartedAtMs, emit } = options
  const patience = { ...defaultPatience, ...options.patience }
  let asked = served
  let label = served.providerLabel
  const secrets = () => [served, ...fallbacks].flatMap((it) => [...it.secrets, ...(it.adapter.secrets?.() ?? [])])
  let redactor = createRedactor(secrets())
  const recording = createRecording()
  const ended = Promise.withResolvers<Recording>()
  const upstream = new AbortController()
  let isEnded = false
  let hasAnswer = false
  let answeredStatus = 0
  let isWholeBody = false
  let answerLength = 0
  let afterFinish: NodeJS.Timeout | undefined
  let sentAtMs: number | undefined
  const marks: Pick<Timings, 'msToHeaders' | 'msToFirstToken' | 'msToFirstText' | 'msToLastToken'> = {}

  const atMs = () => nowMs() - runStartedAtMs
  const sinceSent = () => nowMs() - (sentAtMs ?? options.requestedAtMs)
  const onToken = (length: number) => {
    const ms = sinceSent()
    marks.msToFirstToken ??= ms
    marks.msToLastToken = ms
    answerLength += length
    if (answerLength > maxAnswerBytes) throw answerTooLong(label)
  }
  const emitText = (choice: number, text: string) => {
    if (text === '') return
    onToken(text.length)
    marks.msToFirstText ??= marks.msToLastToken ?? 0
    emit(choice === 0 ? { type: 'text-delta', atMs: atMs(), text } : { type: 'text-delta', atMs: atMs(), text, choice })
  }
  const emitReasoning = (choice: number, text: string) => {
    if (text === '') return
    onToken(text.length)
    emit({ type: 'reasoning-delta', atMs: atMs(), text, ...(choice === 0 ? {} : { choice }) })
  }
  const texts = createTails(() => redactor, emitText)
  const reasonings = createTails(() => redactor, emitReasoning)

  const newDecoder = () =>
    createAnswerDecoder(label, task === 'llm/v1/chat', {
      onText: texts.push,
      onReasoning: reasonings.push,
      onToolCall(choice, call) {
        onToken(call.arguments?.length ?? 0)
        const safe = call.arguments === undefined ? {} : { arguments: redactor.values(call.arguments) }
        emit({ type: 'tool-call-delta', atMs: atMs(), ...call, ...safe, ...(choice === 0 ? {} : { choice }) })
      },
      onFinish(choice, finishReason) {
        texts.flush()
        reasonings.flush()
        emit({ type: 'finish', atMs: atMs(), finishReason, ...(choice === 0 ? {} : { choice }) })
      },
    })
  let decoder = newDecoder()
  let template = createTextTemplate()

  function end(status: 'done' | 'stopped' | { failure: Failure }): void {
    if (isEnded) return
    isEnded = true
    clearTimeout(afterFinish)
    signal.removeEventListener('abort', onAbort)
    try {
      decoder.flush()
      reasonings.flush()
      texts.flush()
    } catch {
      // The held-back ending of an answer that is already too long: it stays out.
    }
    const usage = decoder.usage()
    if (usage !== undefined) emit({ type: 'usage', atMs: atMs(), usage })
    const timings: Timings = {
      msInLine: (sentAtMs ?? nowMs()) - options.requestedAtMs,
      ...marks,
      msTotal: sentAtMs === undefined ? 0 : sinceSent(),
    }
    if (typeof status === 'string') emit({ type: status, atMs: atMs(), timings })
    else emit({ type: 'failed', atMs: atMs(), timings, failure: safeFailure(status.failure, redactor) })
    // A stop closes the connection now; after success it may close by itself and be kept for the next request.
    if (status === 'done') setTimeout(closeUpstream, patience.msAfterDone).unref()
    else closeUpstream()
    ended.resolve(recording)
  }
  const closeUpstream = () => upstream.abort(signal.aborted ? signal.reason : new Error('ended'))
  const fail = (error: unknown) => end({ failure: failureOf(error, label) })
  const onAbort = () => (signal.reason instanceof FailureError ? fail(signal.reason) : end('stopped'))

  const sink: ProviderSink = {
    onQueued(ahead) {
      if (!isEnded) emit({ type: 'queued', atMs: atMs(), ahead })
    },
    onSent(request) {
      if (isEnded) return
      sentAtMs = nowMs()
      // A token may have been fetched for it.
      redactor = createRedactor(secrets())
      recording.request = request
      emit({ type: 'sent', atMs: atMs(), ...(options.namesServed ? { served: asked.name } : {}) })
    },
    onAnswered(status, headers) {
      if (isEnded) return
      answeredStatus = status
      marks.msToHeaders = sinceSent()
      recording.response = { status, headers: redactor.headers(headers) }
      emit({ type: 'answered', atMs: atMs(), status })
    },
    onEvent(data) {
      if (isEnded || !/\S/.test(data)) return
      hasAnswer = true
      recording.addEvent(sinceSent(), data, redactor.values)
      if (data === '[DONE]') return end('done')
      try {
        const text = template.textIn(data)
        if (text === undefined) {
          const value = parseChunk(data, label)
          template.learn(data, value)
          decoder.push(value)
        } else decoder.pushText(text)
      } catch (error) {
        return fail(error)
      }
      if (decoder.isFinished()) {
        clearTimeout(afterFinish)
        afterFinish = setTimeout(() => end('done'), patience.msAfterFinish)
      }
      return options.pressure()
    },
    onBody(text) {
      if (isEnded) return
      recording.setBody(redactor.values(text))
      if (answeredStatus >= 300) return // a refusal: its failure follows
      hasAnswer = true
      try {
        decoder.push(parseBody(text, label))
        if (!decoder.hasAnswer()) throw notAnAnswer(label, text)
        isWholeBody = true
      } catch (error) {
        fail(error)
      }
    },
  }

  if (signal.aborted) {
    onAbort()
    return ended.promise
  }
  signal.addEventListener('abort', onAbort)
  const call = {
    task,
    body,
    ...(options.text === undefined ? {} : { text: options.text }),
    isStreamed:
      options.text === undefined
        ? body.stream !== false && (task === 'llm/v1/chat' || task === 'llm/v1/completions')
        : body.stream === true,
  }
  // Inside a function of its own: an adapter that throws before its first await is a failed pane too.
  const ask = async (next: Served) => {
    asked = next
    label = next.providerLabel
    decoder = newDecoder()
    template = createTextTemplate()
    delete marks.msToHeaders
    recording.response = null
    recording.body = null
    await next.adapter({ ...call, model: next.model }, sink, upstream.signal)
  }
  const invoke = () => askInTurn([served, ...fallbacks], ask, () => hasAnswer)
  const onClosed = () => {
    if (isEnded) return
    if (isWholeBody || decoder.isFinished()) end('done')
    else fail(answerCut(label))
  }
  const onFailed = (error: unknown) => {
    if (isEnded) return
    const isCut = error instanceof FailureError && ['answer-cut', 'idle-timeout'].includes(error.failure.kind)
    // Everything had been said: a reset in place of [DONE] takes nothing away.
    if (isCut && decoder.isFinished()) end('done')
    else fail(error)
  }
  invoke().then(onClosed, onFailed)
  return ended.promise
}

/** One streaming redactor per choice, made when it is needed. */
function createTails(redactor: () => Redactor, take: (choice: number, text: string) => void) {
  const tails: (ReturnType<Redactor['createTail']> | undefined)[] = []
  return {
    push: (choice: number, text: string) => take(choice, (tails[choice] ??= redactor().createTail()).push(text)),
    flush: () => tails.forEach((tail, choice) => take(choice, tail?.flush() ?? '')),
  }
}

function parseChunk(data: string, label: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    throw notJson(label, data)
  }
}

function parseBody(text: string, label: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notAnAnswer(label, text)
  }
}

function answerTooLong(label: string): FailureError {
  return new FailureError({
    kind: 'answer-too-long',
    message: `${label} went on past ${Math.round(maxAnswerBytes / 1024 / 1024)} MB of text. The answer was ended there; what had arrived is kept.`,
    isRetryable: false,
  })
}

/** The one place where an unknown error becomes words; its own may hold anything, so they stay out. */
function failureOf(error: unknown, label: string): Failure {
  if (error instanceof FailureError) return error.failure
  return {
    kind: 'internal',
    message: `Asking ${label} failed because of a mistake in AI Playground itself. The other panes are not affected. Try again.`,
    isRetryable: true,
  }
}

function safeFailure(failure: Failure, redactor: Redactor): Failure {
  const safe = { ...failure, message: redactor.values(failure.message) }
  if (failure.providerMessage !== undefined) safe.providerMessage = redactor.all(failure.providerMessage)
  return safe
}
