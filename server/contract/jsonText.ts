/**
 * JSON read and changed as bytes, so that what nobody asked to change stays as it was written: number spelling (`1.0`,
 * `12345678901234567890`), key order, white space, unknown members. Parsing and writing again would lose all of it.
 *
 * Grammar: RFC 8259. The inside of strings longer than `maxCheckedString` (images) is searched for its end only.
 */
export interface JsonMember {
  /** The key, its escapes resolved. */
  name: string
  /** Of the key's opening quote. */
  start: number
  valueStart: number
  /** After the value's last byte. */
  valueEnd: number
}

export interface JsonObject {
  /** Of the opening brace. */
  start: number
  /** After the closing brace. */
  end: number
  members: JsonMember[]
}

export class JsonError extends Error {
  /** Byte offset. */
  readonly position: number
  constructor(message: string, position: number) {
    super(`${message} at byte ${position}`)
    this.name = 'JsonError'
    this.position = position
  }
}

/** A text that is one object, with nothing but white space around it. Throws JsonError. */
export function readJsonObject(bytes: Uint8Array): JsonObject {
  const object = readObjectAt(bytes, skipSpace(bytes, 0))
  const rest = skipSpace(bytes, object.end)
  if (rest < bytes.length) throw new JsonError('Unexpected text after the object', rest)
  return object
}

/** The members of the object that begins at `start`. Throws JsonError. */
export function readObjectAt(bytes: Uint8Array, start: number): JsonObject {
  if (bytes[start] !== openBrace) throw unexpected(bytes, start, 'an object')
  const members: JsonMember[] = []
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === closeBrace) return { start, end: at + 1, members }
  for (;;) {
    if (bytes[at] !== quote) throw unexpected(bytes, at, 'a key')
    const keyEnd = endOfString(bytes, at)
    const colon = skipSpace(bytes, keyEnd)
    if (bytes[colon] !== colonByte) throw unexpected(bytes, colon, 'a colon')
    const valueStart = skipSpace(bytes, colon + 1)
    const valueEnd = endOfValue(bytes, valueStart)
    members.push({ name: textOfString(bytes, at, keyEnd), start: at, valueStart, valueEnd })
    at = skipSpace(bytes, valueEnd)
    if (bytes[at] === closeBrace) return { start, end: at + 1, members }
    if (bytes[at] !== comma) throw unexpected(bytes, at, 'a comma or the end of the object')
    at = skipSpace(bytes, at + 1)
  }
}

/** Where the items of the array that begins at `start` lie. Throws JsonError. */
export function readArrayAt(bytes: Uint8Array, start: number): { start: number; end: number }[] {
  if (bytes[start] !== openBracket) throw unexpected(bytes, start, 'an array')
  const items: { start: number; end: number }[] = []
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === closeBracket) return items
  for (;;) {
    const end = endOfValue(bytes, at)
    items.push({ start: at, end })
    at = skipSpace(bytes, end)
    if (bytes[at] === closeBracket) return items
    if (bytes[at] !== comma) throw unexpected(bytes, at, 'a comma or the end of the array')
    at = skipSpace(bytes, at + 1)
  }
}

/** The last member of this name, as JSON.parse takes it. */
export function memberOf({ members }: JsonObject, name: string): JsonMember | undefined {
  for (let index = members.length - 1; index >= 0; index--) if (members[index]?.name === name) return members[index]
  return undefined
}

/** The string value from its opening quote to after its closing one, escapes resolved. */
export function textOfString(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start + 1; at < end - 1; at++) {
    const byte = bytes[at] ?? 0
    if (byte === backslash || byte >= 0x80) return JSON.parse(decoder.decode(bytes.subarray(start, end))) as string
    text += String.fromCharCode(byte)
  }
  return text
}

/** After the value that begins at `start`. Not recursive: depth costs no stack. Throws JsonError. */
export function endOfValue(bytes: Uint8Array, start: number): number {
  const first = bytes[start]
  if (first === quote) return endOfString(bytes, start)
  if (first !== openBrace && first !== openBracket) return endOfScalar(bytes, start)
  const open: number[] = []
  let at = start
  for (;;) {
    // At the beginning of a value.
    const byte = bytes[at]
    let isValueOver = true
    if (byte === openBrace) {
      const next = skipSpace(bytes, at + 1)
      if (bytes[next] === closeBrace) at = next + 1
      else {
        open.push(openBrace)
        at = afterKey(bytes, next)
        isValueOver = false
      }
    } else if (byte === openBracket) {
      const next = skipSpace(bytes, at + 1)
      if (bytes[next] === closeBracket) at = next + 1
      else {
        open.push(openBracket)
        at = next
        isValueOver = false
      }
    } else at = byte === quote ? endOfString(bytes, at) : endOfScalar(bytes, at)
    if (open.length > maxDepth) throw new JsonError('Nested too deeply', at)
    while (isValueOver) {
      const around = open.at(-1)
      if (around === undefined) return at
      at = skipSpace(bytes, at)
      if (bytes[at] === comma) {
        at = skipSpace(bytes, at + 1)
        if (around === openBrace) at = afterKey(bytes, at)
        isValueOver = false
      } else {
        if (bytes[at] !== (around === openBrace ? closeBrace : closeBracket))
          throw unexpected(bytes, at, 'a comma or the end')
        open.pop()
        at++
      }
    }
  }
}

function afterKey(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== quote) throw unexpected(bytes, at, 'a key')
  const colon = skipSpace(bytes, endOfString(bytes, at))
  if (bytes[colon] !== colonByte) throw unexpected(bytes, colon, 'a colon')
  return skipSpace(bytes, colon + 1)
}

function endOfString(bytes: Uint8Array, start: number): number {
  const checkedUntil = Math.min(bytes.length, start + maxCheckedString)
  let at = start + 1
  for (; at < checkedUntil; at++) {
    const byte = bytes[at] ?? 0
    if (byte === quote) return at + 1
    if (byte < 0x20) throw new JsonError('A line break or another control character inside a string', at)
    if (byte === backslash) at = afterEscape(bytes, at) - 1
  }
  for (;;) {
    const end = bytes.indexOf(quote, at)
    if (end === -1) throw new JsonError('A string that does not end', start)
    let slashes = 0
    while (bytes[end - 1 - slashes] === backslash) slashes++
    if (slashes % 2 === 0) return end + 1
    at = end + 1
  }
}

function afterEscape(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 1] ?? 0
  if (letter !== 0x75) {
    if (!escapes.has(letter)) throw new JsonError('An escape that JSON does not know', at)
    return at + 2
  }
  for (let index = at + 2; index < at + 6; index++)
    if (!isHex(bytes[index] ?? 0)) throw new JsonError('An escape that JSON does not know', at)
  return at + 6
}

function endOfScalar(bytes: Uint8Array, start: number): number {
  for (const word of words) {
    if (bytes[start] !== word[0]) continue
    for (let index = 0; index < word.length; index++)
      if (bytes[start + index] !== word[index]) throw unexpected(bytes, start + index, 'a value')
    return start + word.length
  }
  let at = bytes[start] === minus ? start + 1 : start
  if (bytes[at] === zero) at++
  else at = digits(bytes, at)
  if (bytes[at] === dot) at = digits(bytes, at + 1)
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    const sign = bytes[at + 1]
    at = digits(bytes, sign === minus || sign === plus ? at + 2 : at + 1)
  }
  return at
}

function digits(bytes: Uint8Array, start: number): number {
  let at = start
  while (isDigit(bytes[at] ?? 0)) at++
  if (at === start) throw unexpected(bytes, at, 'a value')
  return at
}

export function skipSpace(bytes: Uint8Array, at: number): number {
  for (;;) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at++
  }
}

function unexpected(bytes: Uint8Array, at: number, wanted: string): JsonError {
  const byte = bytes[at]
  if (byte === undefined) return new JsonError(`The text ends where ${wanted} is expected`, at)
  const shown = byte > 0x20 && byte < 0x7f ? `Unexpected ${String.fromCharCode(byte)}` : 'Unexpected character'
  return new JsonError(`${shown} where ${wanted} is expected`, at)
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= 0x39
}

function isHex(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

/** V8 parses deeper texts too; no request needs it, and an upstream may fall over it. */
const maxDepth = 1000
const maxCheckedString = 64 * 1024
const decoder = new TextDecoder()
const encoder = new TextEncoder()
const words = ['true', 'false', 'null'].map((word) => encoder.encode(word))
const escapes = new Set(encoder.encode('"\\/bfnrt'))

const quote = 0x22
const plus = 0x2b
const comma = 0x2c
const minus = 0x2d
const dot = 0x2e
const zero = 0x30
const colonByte = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
