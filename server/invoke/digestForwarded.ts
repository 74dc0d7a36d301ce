import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import type { SentRequest } from '../contract/invocation.ts'
import { emptyReply, reduceReply, type InvocationEvent, type Reply, type Timings } from '../contract/reply.ts'
import { decodeWhole } from '../wire/decodeWhole.ts'
import { createEventDecoder } from '../wire/eventDecoder.ts'
import { createRedactor, type Redactor } from '../wire/redact.ts'
import { createAnswerDecoder } from './answerDecoder.ts'
import { createRecording } from './recording.ts'
import type { InvocationEnd } from './target.ts'
import { createTextTemplate } from './textTemplate.ts'

/** What is stored of a forwarded invocation, secrets removed. */
export interface ForwardedDigest extends InvocationEnd {
  requestBody: string
  userAgent: string | null
}

/** Reads a recorded answer as a pane would have. Never throws: what cannot be read is kept as it came. */
export function digestForwarded(record: ForwardedInvocation): ForwardedDigest {
  const redactor = createRedactor(record.secrets)
  const recording = createRecording()
  const reader = createReader(record, redactor)
  const { answer, response } = record
  const [first = none] = answer.pieces
  const came = answer.pieces.length > 1 ? Buffer.concat(answer.pieces) : first
  const bytes = decodeWhole(came, response?.headers['content-encoding'])
  if (record.isStreamed && (response?.status ?? 0) < 300) {
    // Compressed, its moments are no longer those of its bytes: all that is known is when it was whole.
    const marks = bytes === came ? answer.marks : [0, answer.marks.at(-1) ?? 0]
    readEvents(bytes, marks, (atMs, data) => {
      recording.addEvent(atMs, data, redactor.values)
      reader.push(atMs, data)
    })
    if (answer.tail.length > 0) {
      reader.skipText()
      readEvents(answer.tail, [0, answer.marks.at(-1) ?? 0], reader.push)
    }
  } else if (bytes.length > 0) {
    const text = textOf(bytes)
    recording.setBody(redactor.values(text) + (answer.bytesOmitted > 0 ? '…' : ''))
    if ((response?.status ?? 0) < 300) reader.push(answer.marks.at(-1) ?? 0, text)
  }
  if (answer.bytesOmitted > 0) recording.eventsOmitted++
  return {
    reply: reader.end(),
    request: sentRequest(record, redactor),
    response: response === null ? null : { status: response.status, headers: redactor.headers(response.headers) },
    events: recording.events,
    eventsOmitted: recording.eventsOmitted,
    body: recording.body,
    requestBody: redactor.values(textOf(record.callerBody)),
    userAgent: record.userAgent === null ? null : redactor.all(record.userAgent),
  }
}

const none = new Uint8Array(0)

interface AnswerReader {
  push(atMs: number, data: string): void
  /** What follows is read for usage and finish reason only. */
  skipText(): void
  end(): Reply
}

function createReader(
  { task, providerLabel, timings, response, ended }: ForwardedInvocation,
  redactor: Redactor,
): AnswerReader {
  const marks: Pick<Timings, 'msToFirstToken' | 'msToFirstText' | 'msToLastToken'> = {}
  let reply: Reply = emptyReply
  let nowMs = 0
  let isSkipping = false
  const template = createTextTemplate()
  /** Text of one choice since anything else came: a reply is made of all of it, not one for each token. */
  let run: { choice: number; text: string; firstAtMs: number; lastAtMs: number } | undefined
  const endRun = () => {
    if (run === undefined) return
    const { choice, text, firstAtMs, lastAtMs } = run
    run = undefined
    reply = reduceReply(reply, { type: 'text-delta', atMs: firstAtMs, text, choice })
    reply = reduceReply(reply, { type: 'text-delta', atMs: lastAtMs, text: '', choice })
  }
  const take = (event: InvocationEvent) => {
    endRun()
    reply = reduceReply(reply, event)
  }
  const onToken = (): number => {
    marks.msToFirstToken ??= nowMs
    marks.msToLastToken = nowMs
    return timings.msInLine + nowMs
  }
  const decoder = createAnswerDecoder(providerLabel, task === 'llm/v1/chat', {
    onText(choice, text) {
      if (isSkipping) return
      marks.msToFirstText ??= nowMs
      const atMs = onToken()
      if (run?.choice !== choice) {
        endRun()
        run = { choice, text, firstAtMs: atMs, lastAtMs: atMs }
      } else {
        run.text += text
        run.lastAtMs = atMs
      }
    },
    onReasoning(choice, text) {
      if (!isSkipping) take({ type: 'reasoning-delta', atMs: onToken(), text, choice })
    },
    onToolCall(choice, call) {
      if (!isSkipping) take({ type: 'tool-call-delta', atMs: onToken(), choice, ...call })
    },
    onFinish: (choice, finishReason) => take({ type: 'finish', atMs: timings.msInLine + nowMs, finishReason, choice }),
  })
  take({ type: 'sent', atMs: timings.msInLine })
  if (response !== null)
    take({ type: 'answered', atMs: timings.msInLine + (timings.msToHeaders ?? 0), status: response.status })
  return {
    push(atMs, data) {
      nowMs = atMs
      if (data === '[DONE]') return
      const text = template.textIn(data)
      if (text !== undefined) return decoder.pushText(text)
      try {
        const value: unknown = JSON.parse(data)
        decoder.push(value)
        template.learn(data, value)
      } catch {
        // An error inside the answer, or no JSON: it stands among the events, and how it ended is known.
      }
    },
    skipText() {
      isSkipping = true
    },
    end() {
      decoder.flush()
      const usage = decoder.usage()
      if (usage !== undefined) take({ type: 'usage', atMs: timings.msInLine + nowMs, usage })
      const whole = { ...timings, ...marks }
      const atMs = timings.msInLine + timings.msTotal
      if (ended.type === 'failed') {
        const { failure } = ended
        const words = failure.providerMessage
        const safe = {
          ...failure,
          message: redactor.values(failure.message),
          ...(words === undefined ? {} : { providerMessage: redactor.all(words) }),
        }
        take({ type: 'failed', atMs, timings: whole, failure: safe })
      } else take({ type: ended.type, atMs, timings: whole })
      return withoutSecrets(reply, redactor)
    },
  }
}

function withoutSecrets(reply: Reply, redactor: Redactor): Reply {
  return {
    ...reply,
    choices: reply.choices.map((choice) => ({
      ...choice,
      text: redactor.values(choice.text),
      reasoning: redactor.values(choice.reasoning),
      toolCalls: choice.toolCalls.map((call) => ({ ...call, arguments: redactor.values(call.arguments) })),
    })),
  }
}

function readEvents(bytes: Uint8Array, marks: number[], onEvent: (atMs: number, data: string) => void): void {
  let nowMs = 0
  const decoder = createEventDecoder({
    label: '',
    maxEventCharacters: bytes.length + 1,
    onEvent(data) {
      if (/\S/.test(data)) onEvent(nowMs, data)
    },
  })
  for (let index = 0; index < marks.length; index += 2) {
    nowMs = marks[index + 1] ?? nowMs
    void decoder.write(bytes.subarray(marks[index], marks[index + 2] ?? bytes.length))
  }
  void decoder.end()
}

function sentRequest({ sent }: ForwardedInvocation, redactor: Redactor): SentRequest | null {
  if (sent === null) return null
  return {
    method: sent.method,
    url: redactor.all(sent.url),
    headers: redactor.headers(sent.headers),
    body: redactor.values(textOf(sent.body)),
  }
}

const utf8 = new TextDecoder()
const textOf = (bytes: Uint8Array) => utf8.decode(bytes)
