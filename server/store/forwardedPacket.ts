import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'

/**
 * Forwarded invocations on their way to another thread: their bytes in one buffer that is handed over, everything else as
 * one JSON text. A structured clone of each would copy the whole buffer behind every view, and takes several times as long.
 */
export interface ForwardedPacket {
  heads: string
  bytes: Uint8Array<ArrayBuffer>
}

export function packForwarded(records: ForwardedInvocation[]): ForwardedPacket {
  const parts = records.map(partsOf)
  // Not from Node's pool, which cannot be handed over, and not cleared first: all of it is written.
  const length = parts.flat().reduce((sum, part) => sum + part.length, 0)
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer)
  let offset = 0
  for (const part of parts.flat()) {
    bytes.set(part, offset)
    offset += part.length
  }
  const heads = records.map((record, index) => ({
    ...record,
    callerBody: null,
    sent: record.sent === null ? null : { ...record.sent, body: null },
    answer: { ...record.answer, pieces: null, tail: null },
    isSentAsCame: record.sent?.body === record.callerBody,
    lengths: lengthsOf(record, parts[index] ?? []),
  }))
  return { heads: JSON.stringify(heads), bytes }
}

export function unpackForwarded({ heads, bytes }: ForwardedPacket): ForwardedInvocation[] {
  let offset = 0
  const take = (length = 0) => {
    offset += length
    return bytes.subarray(offset - length, offset)
  }
  // Written by `packForwarded`, from these very types.
  const records = JSON.parse(heads) as (ForwardedInvocation & { isSentAsCame: boolean; lengths: number[] })[]
  return records.map(({ isSentAsCame, lengths: [callerBody, sentBody, answer, tail], ...record }) => {
    record.callerBody = take(callerBody)
    const sent = take(sentBody)
    // Most requests go out as they came in: then they are kept once.
    if (record.sent !== null) record.sent.body = isSentAsCame ? record.callerBody : sent
    record.answer.pieces = [take(answer)]
    record.answer.tail = take(tail)
    return record
  })
}

const none = new Uint8Array(0)

function partsOf({ callerBody, sent, answer }: ForwardedInvocation): Uint8Array[] {
  return [callerBody, sent === null || sent.body === callerBody ? none : sent.body, ...answer.pieces, answer.tail]
}

/** Of the caller's body, what was sent, the whole answer and its tail. */
function lengthsOf({ answer }: ForwardedInvocation, parts: Uint8Array[]): number[] {
  const [callerBody = none, sentBody = none] = parts
  const answerLength = answer.pieces.reduce((sum, piece) => sum + piece.length, 0)
  return [callerBody.length, sentBody.length, answerLength, answer.tail.length]
}
