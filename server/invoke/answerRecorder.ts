import type { AnswerTape } from '../contract/forwardedInvocation.ts'

/**
 * Keeps a forwarded answer while it streams: each chunk and when it came, some hundred nanoseconds each.
 *
 * A small chunk is copied, because it is a view of a socket's read buffer and would hold all of it; one that fills its
 * buffer is kept as it is. Bounded twice: one answer by `maxBytes`, all that are under way by a budget they share.
 * Beyond, only the last bytes are kept on: usage and finish reason are at the end.
 */
export interface AnswerRecorder {
  add(atMs: number, chunk: Uint8Array): void
  /** What was kept; gives the shared budget back. Nothing may be added afterwards. */
  finish(): AnswerTape
}

/** 4 MB of OpenAI's framing hold some 20,000 tokens. */
const maxBytesOfOne = 4 * 1024 * 1024
/** What sixteen endless answers that nobody reads may cost. */
const maxBytesOfAll = 16 * 1024 * 1024
/** Two of the longest events that carry usage. */
const tailBytes = 8 * 1024

export function createAnswerRecorders({ maxBytes = maxBytesOfOne, maxBytesInAll = maxBytesOfAll } = {}): {
  start(): AnswerRecorder
} {
  let used = 0

  function start(): AnswerRecorder {
    const kept: Uint8Array[] = []
    let length = 0
    let omitted = 0
    let tail: Uint8Array = Buffer.alloc(0)
    const marks: number[] = []

    return {
      add(atMs, chunk) {
        if (omitted === 0 && length + chunk.length <= maxBytes && used + chunk.length <= maxBytesInAll) {
          marks.push(length, Math.round(atMs * 10) / 10)
          const fills = chunk.length * 2 >= chunk.buffer.byteLength
          kept.push(fills ? chunk : Buffer.from(chunk))
          length += chunk.length
          used += chunk.length
          return
        }
        omitted += chunk.length
        const last = chunk.length >= tailBytes ? chunk.subarray(-tailBytes) : Buffer.concat([tail, chunk])
        tail = Buffer.from(last.subarray(-tailBytes))
      },
      finish() {
        used -= length
        return { pieces: kept, marks, bytesOmitted: omitted, tail }
      },
    }
  }

  return { start }
}
