import { maxImportBytes } from '../contract/limits.ts'
import { refused, tooLarge } from './refused.ts'

export interface JsonPart {
  /** What it is called where it is broken. */
  what: string
  bytes: Uint8Array
  /** An element of the list the file is; else a value beside which others may stand (JSON lines). */
  isElement: boolean
}

export interface PartsCount {
  /** Elements of a list that are no objects and no lists: they are given to nobody. */
  scalars: number
}

/** As many as `parseJson` takes in one piece. */
const maxElements = 5_000_000

/**
 * A file of JSON in the pieces that can be read one by one: of one list its elements, else its values, of which JSON
 * lines have one a line. Neither is checked here but for brackets and strings. A value whose brackets do not fit ends
 * with its line where the first value was one line, so that a broken line is one broken line. No piece is longer than an
 * import that is read whole.
 */
export async function* jsonParts(chunks: AsyncIterable<Uint8Array>, count: PartsCount): AsyncGenerator<JsonPart> {
  let pieces: Uint8Array[] = []
  let byteLength = 0
  let line = 1
  let elements = 0
  /** Open brackets of the value that is read; one less than there are in a list whose elements are read. */
  let depth = 0
  // Changed by the functions below too.
  let place = 'between' as 'between' | 'inside' | 'scalar'
  let isInList = false
  let isInString = false
  let isEscaped = false
  /** Values of the file so far, and the line at which the one that is read begins. */
  let values = 0
  let begun = 1
  let endedAt = 1
  let isFirstOneLine = true
  let isOfLines = false

  const what = () => {
    if (isInList) return `Entry ${elements} of the list in the file`
    return values > 1 ? `Line ${begun} of the file` : 'The file'
  }
  const keep = (piece: Uint8Array) => {
    byteLength += piece.byteLength
    if (byteLength > maxImportBytes) throw tooLarge(`${what()} is larger than ${maxImportBytes / 2 ** 20} MB.`)
    if (piece.byteLength > 0) pieces.push(piece)
  }
  const take = (): JsonPart => {
    const part = { what: what(), bytes: Buffer.concat(pieces), isElement: isInList }
    pieces = []
    byteLength = 0
    depth = 0
    isInString = false
    isEscaped = false
    place = 'between'
    endedAt = line
    return part
  }
  const begin = (isScalar: boolean) => {
    if (isInList) {
      if (++elements > maxElements) throw tooLarge(`The file holds more than ${maxElements / 1e6} million values.`)
    } else {
      if (values === 1) isFirstOneLine = begun === endedAt
      values++
      isOfLines = values > 1 && isFirstOneLine
      begun = line
    }
    place = isScalar ? 'scalar' : 'inside'
    byteLength = 0
  }

  for await (const chunk of chunks) {
    let start = 0
    for (let at = 0; at < chunk.byteLength; at++) {
      const byte = chunk[at] ?? 0
      if (byte === newline) line++
      switch (place) {
        case 'between':
          start = at
          if (spaces.has(byte) || (isInList && byte === comma)) {
            // Nothing but spaces is no file either.
            if (++byteLength > maxImportBytes) throw tooLarge(`The file is larger than ${maxImportBytes / 2 ** 20} MB.`)
          } else if (isInList && byte === closeBracket) isInList = false
          else if (byte === openBracket && !isInList && values === 0) {
            values++
            isInList = true
          } else {
            const isScalar = byte !== openBrace && byte !== openBracket
            begin(isScalar)
            if (isScalar) isInString = byte === quote
            else depth = 1
          }
          break
        case 'inside':
        case 'scalar':
          if (isEscaped) isEscaped = false
          else if (isInString) {
            if (byte === backslash) isEscaped = true
            else if (byte === quote) isInString = false
            else if (byte === newline && isOfLines) {
              // JSON has no line break in a string: the line is broken, the next may be whole.
              keep(chunk.subarray(start, at))
              yield take()
              start = at + 1
            }
            break
          } else if (place === 'scalar') {
            if (byte === quote) isInString = true
            if (isInList ? byte !== comma && byte !== closeBracket : byte !== newline) break
            keep(chunk.subarray(start, at))
            const part = take()
            if (!isInList) yield part
            else count.scalars++
            if (byte === closeBracket) isInList = false
            break
          } else if (byte === quote) isInString = true
          else if (byte === openBrace || byte === openBracket) depth++
          else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) {
            keep(chunk.subarray(start, at + 1))
            yield take()
          } else if (byte === newline && isOfLines) {
            keep(chunk.subarray(start, at))
            yield take()
          }
      }
    }
    if (place !== 'between') keep(chunk.subarray(start))
  }
  if (pieces.length > 0) yield take()
  if (isInList) throw refused('The file is cut: its end is missing.')
}

const [newline, quote, comma, backslash, openBrace, closeBrace, openBracket, closeBracket] = [
  10, 34, 44, 92, 123, 125, 91, 93,
]
const spaces = new Set([9, 10, 13, 32])
