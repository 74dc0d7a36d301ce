import type { AnswerTape, ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import { unreadable, withoutBodies } from './invocationRemarks.ts'
import type { MemoryLimit } from './memoryLimit.ts'

/** Forwarded invocations that wait to be written, oldest first. */
export interface ForwardedQueue {
  /** False: there was no room even for its row. */
  add(record: ForwardedInvocation): boolean
  count(): number
  /** The next few, for one commit. They stay here until they are settled. */
  next(): ForwardedInvocation[]
  /** What `next` gave is written, but for these: they come first next time. */
  settle(failed: Set<string>): void
  /** The store's thread ended over what `next` gave: should that happen twice, its bodies are given up. */
  blame(): void
}

const maxPerCommit = 500
/** What one commit copies to the store's thread. */
const maxBytesPerCommit = 8 * 1024 * 1024
/** Names, headers and moments of one. */
const bytesOfRow = 2048

export function createForwardedQueue(memory: MemoryLimit): ForwardedQueue {
  let waiting: { record: ForwardedInvocation; byteLength: number; crashes: number }[] = []
  let inFlight: typeof waiting = []

  return {
    add(record) {
      let byteLength = bytesOf(record)
      const admitted = memory.admit(byteLength, bytesOfRow)
      if (admitted === 'nothing') return false
      if (admitted === 'row') {
        record = stripped(record)
        byteLength = bytesOfRow
      }
      waiting.push({ record, byteLength, crashes: 0 })
      return true
    },
    count: () => waiting.length + inFlight.length,
    next() {
      let bytes = 0
      let count = 0
      for (; count < Math.min(waiting.length, maxPerCommit); count++) {
        bytes += waiting[count]?.byteLength ?? 0
        if (count > 0 && bytes > maxBytesPerCommit) break
      }
      inFlight = waiting.splice(0, count)
      return inFlight.map(({ record }) => record)
    },
    blame() {
      for (const item of inFlight) {
        item.crashes++
        if (item.crashes < 2) continue
        item.record = { ...stripped(item.record), remark: unreadable }
      }
    },
    settle(failed) {
      const settled = inFlight
      inFlight = []
      const kept = settled.filter(({ record }) => failed.has(record.id))
      for (const item of settled) if (!failed.has(item.record.id)) memory.release(item.byteLength)
      if (kept.length > 0) waiting = [...kept, ...waiting]
    },
  }
}

function bytesOf({ callerBody, sent, answer }: ForwardedInvocation): number {
  const sentBytes = sent === null || sent.body === callerBody ? 0 : sent.body.length
  return bytesOfRow + callerBody.length + sentBytes + bytesIn(answer) + answer.marks.length * 8
}

function bytesIn({ pieces }: AnswerTape): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0)
}

function stripped(record: ForwardedInvocation): ForwardedInvocation {
  const none = new Uint8Array(0)
  const { answer } = record
  return {
    ...record,
    callerBody: none,
    sent: record.sent === null ? null : { ...record.sent, body: none },
    answer: { pieces: [], marks: [], bytesOmitted: answer.bytesOmitted + bytesIn(answer), tail: answer.tail },
    remark: withoutBodies,
  }
}
