/**
 * How vectors cross the wire and lie in the store: one frame is one batch, frames follow each other.
 *
 *   uint32 LE  byte length of the header, a multiple of 4
 *   uint32 LE  byte length of the vectors
 *   header     JSON in UTF-8 (`VectorHeader`), filled up with spaces
 *   vectors    float32 LE, row after row, `header.dimensions[i]` numbers each
 *
 * A number that is no number (null, NaN) is NaN here, so that it can be seen. Every machine that Node and browsers run
 * on is little-endian, so the vectors are read in place.
 */
export interface VectorHeader {
  /** The invocation they came from; null where they came from a file. */
  invocationId: string | null
  /** One id a row. */
  textIds: number[]
  /** Length of each row; 0 = the answer had none for this text. */
  dimensions: number[]
  /** As the upstream counted, for the whole batch. */
  promptTokens?: number
  /** From the request to the end of the answer. */
  ms?: number
}

export interface VectorFrame {
  header: VectorHeader
  /** All rows, one after another. */
  values: Float32Array
}

const prefixBytes = 8

export function encodeVectorFrame({ header, values }: VectorFrame): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header))
  const headerBytes = Math.ceil(json.length / 4) * 4
  const frame = new Uint8Array(prefixBytes + headerBytes + values.byteLength)
  const view = new DataView(frame.buffer)
  view.setUint32(0, headerBytes, true)
  view.setUint32(4, values.byteLength, true)
  frame.fill(0x20, prefixBytes, prefixBytes + headerBytes)
  frame.set(json, prefixBytes)
  frame.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), prefixBytes + headerBytes)
  return frame
}

/** Every frame in the bytes. Throws RangeError where they are cut or do not fit together. */
export function decodeVectorFrames(bytes: Uint8Array): VectorFrame[] {
  const frames: VectorFrame[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length;) {
    if (at + prefixBytes > bytes.length) throw new RangeError('The vectors end in the middle of a frame.')
    const headerBytes = view.getUint32(at, true)
    const valueBytes = view.getUint32(at + 4, true)
    const start = at + prefixBytes
    const end = start + headerBytes + valueBytes
    if (end > bytes.length || valueBytes % 4 !== 0) throw new RangeError('The vectors end in the middle of a frame.')
    const header = headerOf(bytes.subarray(start, start + headerBytes))
    // Copied: a view would need an address that is a multiple of 4, and would hold the whole answer.
    // And not by `slice`, which on Node's Buffer is a view too.
    const values = new Float32Array(new Uint8Array(bytes.subarray(start + headerBytes, end)).buffer)
    if (header.dimensions.reduce((sum, length) => sum + length, 0) !== values.length)
      throw new RangeError('The lengths of the vectors do not add up.')
    frames.push({ header, values })
    at = end
  }
  return frames
}

/** The headers alone, without touching the vectors. Throws RangeError where the bytes are cut. */
export function decodeVectorHeaders(bytes: Uint8Array): VectorHeader[] {
  const headers: VectorHeader[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length;) {
    if (at + prefixBytes > bytes.length) throw new RangeError('The vectors end in the middle of a frame.')
    const start = at + prefixBytes
    const headerBytes = view.getUint32(at, true)
    headers.push(headerOf(bytes.subarray(start, start + headerBytes)))
    at = start + headerBytes + view.getUint32(at + 4, true)
  }
  return headers
}

function headerOf(bytes: Uint8Array): VectorHeader {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
  if (!isHeader(value)) throw new RangeError('A frame of vectors has no lengths or ids.')
  return value
}

function isHeader(value: unknown): value is VectorHeader {
  if (typeof value !== 'object' || value === null || !('textIds' in value) || !('dimensions' in value)) return false
  const { textIds, dimensions } = value
  return isCounts(textIds) && isCounts(dimensions) && textIds.length === dimensions.length
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}
