import type { JsonObject } from './jsonText.ts'

/**
 * The object's own text with some members changed. `changes`: a name and its value's JSON text, or null to remove it. A
 * member that is not there is put first; of one that stands there several times one is left. Everything else keeps its
 * bytes. The result begins with the brace.
 */
export function rewriteObject(
  bytes: Uint8Array,
  { start, end, members }: JsonObject,
  changes: ReadonlyMap<string, Uint8Array | null>,
): Uint8Array {
  const done = new Set<string>()
  const parts: Uint8Array[] = []
  let gap: Uint8Array | undefined
  for (const [index, member] of members.entries()) {
    const change = changes.get(member.name)
    if (change === null || done.has(member.name)) continue
    if (gap !== undefined) parts.push(gap)
    if (change === undefined) parts.push(bytes.subarray(member.start, member.valueEnd))
    else {
      parts.push(bytes.subarray(member.start, member.valueStart), change)
      done.add(member.name)
    }
    const next = members[index + 1]
    // The comma and the space after this member stand before the next one that is kept.
    gap = next === undefined ? comma : bytes.subarray(member.valueEnd, next.start)
  }
  const added: Uint8Array[] = []
  for (const [name, value] of changes) {
    if (value === null || done.has(name)) continue
    if (added.length > 0) added.push(comma)
    added.push(keyOf(name), value)
  }
  if (added.length > 0 && parts.length > 0) added.push(comma)
  const [first] = members
  const last = members.at(-1)
  const head = bytes.subarray(start, first?.start ?? start + 1)
  const foot = bytes.subarray(last?.valueEnd ?? end - 1, end)
  return join([head, ...added, ...parts, foot])
}

/** `bytes` with the parts between `start` and `end` replaced; in order, not overlapping. */
export function replaceRanges(
  bytes: Uint8Array,
  ranges: { start: number; end: number; value: Uint8Array }[],
): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  for (const { start, end, value } of ranges) {
    parts.push(bytes.subarray(at, start), value)
    at = end
  }
  return join([...parts, bytes.subarray(at)])
}

function keyOf(name: string): Uint8Array {
  const text = `${JSON.stringify(name)}:`
  return typeof Buffer === 'undefined' ? encoder.encode(text) : Buffer.from(text)
}

function join(parts: Uint8Array[]): Uint8Array {
  const joined = allocate(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** In Node from a pool: a buffer of its own for each small text keeps the garbage collector busy. */
const allocate = (length: number): Uint8Array =>
  typeof Buffer === 'undefined' ? new Uint8Array(length) : Buffer.allocUnsafe(length)

const encoder = new TextEncoder()
const comma = encoder.encode(',')
