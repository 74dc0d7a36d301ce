import type { AnswerTape } from '../contract/forwardedInvocation.ts'

/**
 * Keeps a forwarded answer while it streams: a copy of each chunk and when it came, some hundred nanoseconds each.
 *
 * A copy, because a chunk is a view of a socket's read buffer and would hold all of it. Bounded twice: one answer by
 * `maxBytes`, all that are under way by a budget they share. Beyond, only the last bytes are kept on: usage and
 * finish reason are at the end.
 */
export interface AnswerRecorder {
  add(atMs: number, chunk: Uint8Array): void
  /** What was kept; gives the shared budget back. Nothing may be added afterwards. */
  finish(): AnswerTape
}

/** 4 MB of OpenAI's framing hold some 20,000 tokens. */
const maxBytesOfOne = 4 * 1024 * 1024
const maxBytesOfAll = 64 * 1024 * 1024
/** Two of the longest events that carry usage. */
const tailBytes = 8 * 1024
const firstCapacity = 2048

export function createAnswerRecorders({ maxBytes = maxBytesOfOne, maxBytesInAll = maxBytesOfAll } = {}): {
  start(): AnswerRecorder
} {
  let used = 0

  function start(): AnswerRecorder {
    let bytes = new Uint8Array(0)
    let length = 0
    let omitted = 0
    let tail = new Uint8Array(0)
    const marks: number[] = []

    function grow(needed: number): boolean {
      if (needed <= bytes.length) return true
      const capacity = Math.max(needed, Math.min(maxBytes, bytes.length === 0 ? firstCapacity : bytes.length * 2))
      if (needed > maxBytes || used + capacity - bytes.length > maxBytesInAll) return false
      const grown = new Uint8Array(capacity)
      grown.set(bytes.subarray(0, length))
      used += capacity - bytes.length
      bytes = grown
      return true
    }

    return {
      add(atMs, chunk) {
        if (omitted === 0 && grow(length + chunk.length)) {
          marks.push(length, atMs)
          bytes.set(chunk, length)
          length += chunk.length
          return
        }
        omitted += chunk.length
        const joined = new Uint8Array(tail.length + chunk.length)
        joined.set(tail)
        joined.set(chunk, tail.length)
        tail = joined.slice(-tailBytes)
      },
      finish() {
        used -= bytes.length
        return { bytes: bytes.subarray(0, length), marks, bytesOmitted: omitted, tail }
      },
    }
  }

  return { start }
}
