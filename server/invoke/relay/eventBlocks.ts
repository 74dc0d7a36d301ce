/**
 * Server-sent events as blocks of bytes, whichever way they are cut, ended (LF, CRLF, CR) or interrupted by comments.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 *
 * Not eventsource-parser: what is passed on as it came must not be taken apart first. What is more than one `data:` line
 * is read here by the same rules; a property test holds the two against each other.
 */
export interface EventBlocks {
  /**
   * All whole blocks there are now, in order, each ended by an empty line, line breaks made LF; what is left waits for
   * more. At most two pieces: the block that had begun before, and a view of the chunk.
   */
  push(chunk: Uint8Array): Buffer[]
  /** What had no empty line after it. */
  rest(): Buffer
  /** Bytes that wait. */
  byteLength(): number
}

export function createEventBlocks(): EventBlocks {
  let waiting: Buffer[] = []
  let waitingLength = 0
  let isStart = true
  let isAfterReturn = false
  let isAfterLine = true

  function withoutMark(chunk: Buffer): Buffer {
    isStart = false
    return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk
  }

  /** A line break inside JSON is escaped, so that every CR ends a line. */
  function withLineFeeds(chunk: Buffer): Buffer {
    const made = Buffer.allocUnsafe(chunk.length)
    let length = 0
    for (const byte of chunk) {
      if (byte === lineFeed && isAfterReturn) {
        isAfterReturn = false
        continue
      }
      isAfterReturn = byte === carriageReturn
      made[length++] = isAfterReturn ? lineFeed : byte
    }
    return made.subarray(0, length)
  }

  /** Where the block that waits ends in the chunk that ends it. */
  function endOfFirst(chunk: Buffer): number {
    return isAfterLine && chunk[0] === lineFeed ? 1 : chunk.indexOf(emptyLine) + 2
  }

  return {
    push(given) {
      let chunk = Buffer.from(given.buffer, given.byteOffset, given.length)
      if (isStart) {
        if (waitingLength > 0) chunk = Buffer.concat([...waiting.splice(0), chunk])
        waitingLength = 0
        if (chunk[0] === 0xef && chunk.length < 3) {
          waiting.push(chunk)
          waitingLength = chunk.length
          return []
        }
        chunk = withoutMark(chunk)
      }
      if (isAfterReturn || chunk.includes(carriageReturn)) chunk = withLineFeeds(chunk)
      if (chunk.length === 0) return []
      // The end of the last whole block: an empty line, which the chunk's first byte may make with the one before.
      let end = chunk.lastIndexOf(emptyLine) + 2
      if (end === 1) end = isAfterLine && waitingLength > 0 && chunk[0] === lineFeed ? 1 : 0
      const first = waitingLength === 0 ? 0 : endOfFirst(chunk)
      isAfterLine = chunk[chunk.length - 1] === lineFeed
      if (end === 0) {
        waiting.push(chunk)
        waitingLength += chunk.length
        return []
      }
      const whole: Buffer[] = []
      if (first > 0) whole.push(Buffer.concat([...waiting, chunk.subarray(0, first)]))
      if (end > first) whole.push(chunk.subarray(first, end))
      waiting = end === chunk.length ? [] : [chunk.subarray(end)]
      waitingLength = chunk.length - end
      return whole
    },
    rest: () => Buffer.concat(waiting),
    byteLength: () => waitingLength,
  }
}

export interface EventData {
  data: string
  event: string | undefined
}

/** One block's fields, as the specification reads them; undefined where it holds no data. */
export function readBlock(block: string): EventData | undefined {
  let event: string | undefined
  const data: string[] = []
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value === '' ? undefined : value
  }
  return data.length === 0 ? undefined : { data: data.join('\n'), event }
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const emptyLine = Buffer.from('\n\n')
