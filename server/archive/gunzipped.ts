import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { refused, tooLarge } from './refused.ts'

/** Text of conversations shrinks to a tenth; a file that grows further than this was made to fill a disk. */
const maxGrowth = 200
/** What a small file may grow to, however far that is. */
const modestBytes = 64 * 1024 * 1024

/** Throws a FailureError where it is cut or damaged, or holds far too much. */
export async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let taken = 0
  let given = 0
  async function* counted() {
    for await (const chunk of chunks) {
      taken += chunk.byteLength
      yield chunk
    }
  }
  const gunzip = createGunzip()
  let failure: unknown
  pipeline(Readable.from(counted()), gunzip, (error) => (failure = error))
  try {
    for await (const piece of gunzip) {
      // Of a stream without an encoding.
      const bytes = piece as Buffer
      given += bytes.byteLength
      if (given > modestBytes && given > maxGrowth * taken)
        throw tooLarge(`The file grows more than ${maxGrowth}-fold when it is unpacked.`)
      yield bytes
    }
  } catch (error) {
    const code = Object(failure ?? error) as { code?: unknown }
    if (code.code === 'Z_BUF_ERROR') throw refused('The file is cut: its end is missing.')
    if (String(code.code).startsWith('Z_')) throw refused('The file is gzip, and damaged.')
    throw error
  } finally {
    gunzip.destroy()
  }
}
