import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { FailureError } from '../contract/failure.ts'

export interface ContentDecoder {
  /** Settles when the decoder wants more: its output has been taken. */
  write(chunk: Uint8Array): Promise<void>
  /** Rejects where the compressed data stops in the middle. */
  end(): Promise<void>
  destroy(): void
}

interface DecodedSink {
  onBytes: (chunk: Uint8Array) => void | Promise<void>
  /** At once, though nobody may be waiting for a write or the end. */
  onError: (error: unknown) => void
}

/**
 * We ask for `identity`; some servers and proxies compress all the same. Memory is bounded by the streams' own buffers,
 * however far a bomb would expand, and a chain of encodings (undici's CVE-2026-22036) is refused.
 * Undefined where nothing is encoded.
 */
export function decodeContent(
  encoding: string | undefined,
  label: string,
  sink: DecodedSink,
): ContentDecoder | undefined {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity') return undefined
  if (name === 'gzip' || name === 'x-gzip') return decodeWith(createGunzip(), sink)
  if (name === 'br') return decodeWith(createBrotliDecompress(), sink)
  if (name === 'deflate') return decodeDeflate(sink)
  throw new FailureError({
    kind: 'answer-invalid',
    message: `${label} sent its answer in an encoding that was not asked for (${name.slice(0, 60)}). Switch compression off there.`,
    isRetryable: false,
  })
}

type Decompressor = ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress>

function decodeWith(stream: Decompressor, sink: DecodedSink): ContentDecoder {
  let failure: unknown
  const ended = Promise.withResolvers<void>()
  // A failure may come when nobody waits for the end; whoever writes or ends next hears of it.
  ended.promise.catch(() => undefined)
  const fail = (error: unknown) => {
    failure ??= error
    ended.reject(error)
    sink.onError(error)
  }
  stream.on('error', fail)
  stream.on('end', () => ended.resolve())
  stream.on('data', (chunk: Uint8Array) => {
    try {
      const wait = sink.onBytes(chunk)
      if (wait === undefined) return
      stream.pause()
      wait.then(
        () => stream.resume(),
        (error: unknown) => {
          fail(error)
          stream.destroy()
        },
      )
    } catch (error) {
      fail(error)
      stream.destroy()
    }
  })
  return {
    write(chunk) {
      if (failure !== undefined) return Promise.reject(failure)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      // A destroyed stream does not call back for what it had not yet read.
      const onClose = () => reject(failure ?? new Error('closed'))
      stream.once('close', onClose)
      stream.write(chunk, (error) => {
        stream.off('close', onClose)
        if (error) reject(failure ?? error)
        else resolve()
      })
      return promise
    },
    end() {
      stream.end()
      return ended.promise
    },
    destroy: () => stream.destroy(),
  }
}

/** `deflate` means zlib by RFC 9110, and raw deflate by long habit: the first byte tells. */
function decodeDeflate(sink: DecodedSink): ContentDecoder {
  let inner: ContentDecoder | undefined
  return {
    write(chunk) {
      inner ??= decodeWith(((chunk[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw(), sink)
      return inner.write(chunk)
    },
    end: () => inner?.end() ?? Promise.resolve(),
    destroy: () => inner?.destroy(),
  }
}
