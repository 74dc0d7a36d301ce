import { FailureError, type Failure } from '../../contract/failure.ts'
import type { Task } from '../../contract/task.ts'
import type { Redactor } from '../../wire/redact.ts'
import type { AnswerHead } from './chunkMending.ts'
import { createStreamRelay, type StreamRelay } from './streamRelay.ts'
import { answerTooLong, eventsOfWhole, wholeAnswer } from './wholeAnswer.ts'

/** What becomes of an upstream's bytes: the part of an invocation that knows what they mean. */
export interface AnswerTaker {
  /** Throws FailureError. */
  take(bytes: Uint8Array): void
  /** The upstream closed cleanly, or nothing more is waited for. Throws FailureError where that is no end. */
  end(): void
  /** The upstream failed: what was kept back goes out. */
  cut(failure: Failure): void
  /** All has been said; the upstream may say more. */
  isDone(): boolean
  /** All that matters has been said: a failure from here on takes nothing away. */
  isFinished(): boolean
}

export interface TakerOptions {
  label: string
  task: Task
  redactor: Redactor
  head: AnswerHead
}

/** Room for the JSON around an answer: 2,048 vectors of 1,536 numbers as text. */
const maxWholeBytes = 80 * 1024 * 1024

export function takeWhole(
  options: TakerOptions & { encoding: 'float' | 'base64' },
  answer: (body: Uint8Array) => void,
): AnswerTaker {
  const chunks: Uint8Array[] = []
  let byteLength = 0
  return {
    take(bytes) {
      chunks.push(bytes)
      byteLength += bytes.length
      if (byteLength > maxWholeBytes) throw answerTooLong(options.label, maxWholeBytes)
    },
    end() {
      const [first] = chunks
      answer(wholeAnswer(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks), options))
    },
    cut: () => undefined,
    isDone: () => false,
    isFinished: () => false,
  }
}

/** Chat and completions. An upstream that does not stream though it was asked to is heard to its end first. */
export function takeStream(
  options: TakerOptions & { wantsUsage: boolean },
  out: (piece: Uint8Array) => void,
): AnswerTaker {
  const { label, head } = options
  const relay = createStreamRelay({ ...options, ...head, out })
  const whole: Uint8Array[] = []
  let wholeLength = 0
  let isWhole: boolean | undefined

  const push = (bytes: Uint8Array) => {
    relay.push(bytes)
    throwFailure(relay)
  }
  return {
    take(bytes) {
      isWhole ??= wholeLength === 0 ? startsWhole(bytes) : startsWhole(Buffer.concat([...whole, bytes]))
      if (isWhole === false) {
        for (const held of whole.splice(0)) push(held)
        return push(bytes)
      }
      whole.push(bytes)
      wholeLength += bytes.length
      if (wholeLength > maxWholeBytes) throw answerTooLong(label, maxWholeBytes)
    },
    end() {
      if (isWhole === true) push(eventsOfWhole(Buffer.concat(whole), label))
      relay.end()
      throwFailure(relay)
    },
    cut: relay.cut,
    isDone: relay.isDone,
    isFinished: relay.isFinished,
  }
}

function throwFailure(relay: StreamRelay): void {
  const failure = relay.failure()
  if (failure !== undefined) throw new FailureError(failure)
}

/** A line of an event stream never begins with `{`, `[` or `<`. Undefined while there is nothing but white space. */
function startsWhole(bytes: Uint8Array): boolean | undefined {
  for (const byte of bytes) {
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue
    return byte === 0x7b || byte === 0x5b || byte === 0x3c
  }
  return undefined
}
