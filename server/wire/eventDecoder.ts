import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import { FailureError } from '../contract/failure.ts'

export interface EventDecoder {
  write(chunk: Uint8Array): void | Promise<void>
  /** The stream closed cleanly. */
  end(): void | Promise<void>
}

/**
 * What remains of a read, the beginning of its next event, is a view of the whole text that was fed: of 64 KB, for every
 * stream, until that event's rest arrives. By then such texts count as old, and are only freed with the whole heap.
 */
const bytesAtOnce = 8 * 1024

interface Options {
  label: string
  maxEventCharacters: number
  /** A returned promise is backpressure: the next event waits for it. */
  onEvent: (data: string, event: string | undefined) => void | Promise<void>
}

/**
 * Bytes → UTF-8 → server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 * The only place that touches an upstream's chunks: characters, CRLF pairs and BOMs are cut anywhere on the way.
 */
export function createEventDecoder({ label, maxEventCharacters, onEvent }: Options): EventDecoder {
  // Not TextDecoder: in pieces it gives strings of two bytes a character, twice the memory and time of everything after.
  const decoder = new StringDecoder('utf8')
  let tooLong = false
  let wait: Promise<void> | undefined
  let held: { data: string; event: string | undefined }[] = []
  const parser = createParser({
    maxBufferSize: maxEventCharacters,
    onEvent({ data, event }) {
      if (wait !== undefined) held.push({ data, event })
      else wait = onEvent(data, event) ?? undefined
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') tooLong = true
    },
  })

  function feed(text: string): void | Promise<void> {
    if (text !== '') parser.feed(text)
    if (tooLong) throw eventTooLong(label, maxEventCharacters)
    if (wait !== undefined) return drain(wait)
  }
  async function drain(first: Promise<void>): Promise<void> {
    await first
    const events = held
    held = []
    for (const { data, event } of events) await onEvent(data, event)
    wait = undefined
  }

  function write(chunk: Uint8Array): void | Promise<void> {
    for (let at = 0; at < chunk.length; at += bytesAtOnce) {
      const blocked = feed(decoder.write(chunk.subarray(at, at + bytesAtOnce)))
      if (blocked === undefined) continue
      const rest = chunk.subarray(at + bytesAtOnce)
      return rest.length === 0 ? blocked : blocked.then(() => write(rest))
    }
  }

  return {
    write,
    end() {
      const rest = feed(decoder.end())
      if (rest !== undefined) return rest.then(() => tail())
      return tail()
    },
  }

  /**
   * The specification drops an event whose blank line never came. Servers that end with `data: [DONE]` and no blank
   * line are common, though: the last event counts where it is whole, and a cut one stays dropped.
   */
  function tail(): void | Promise<void> {
    const last: string[] = []
    const ending = onEvent
    onEvent = (data) => void last.push(data)
    parser.feed('\n\n')
    onEvent = ending
    const data = last[0]
    if (data !== undefined && (data === '[DONE]' || isJson(data))) return onEvent(data, undefined)
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function eventTooLong(label: string, maxEventCharacters: number): FailureError {
  return new FailureError({
    kind: 'answer-too-long',
    message: `${label} sent one event of more than ${Math.round(maxEventCharacters / 1024 / 1024)} MB. The answer was ended there.`,
    isRetryable: false,
  })
}
