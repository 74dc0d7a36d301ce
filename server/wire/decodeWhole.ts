import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** What a record of an answer may grow to when its encoding is undone: a bomb stays packed. */
const maxDecodedBytes = 32 * 1024 * 1024

/** An answer already received, its content encoding undone as far as it came; as it is where that cannot be done. */
export function decodeWhole(bytes: Uint8Array, encoding: string | undefined): Uint8Array {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxDecodedBytes }
  try {
    switch (encoding?.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(bytes, options)
      case 'deflate':
        return ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, options) : inflateRawSync(bytes, options)
      case 'br':
        return brotliDecompressSync(bytes, {
          finishFlush: constants.BROTLI_OPERATION_FLUSH,
          maxOutputLength: maxDecodedBytes,
        })
      default:
        return bytes
    }
  } catch {
    return bytes
  }
}
