import { encodeVectorFrame } from '../../server/contract/vectorFrame.ts'
import { readFile } from './files/readFile.ts'
import { writeFile, type FileContent, type FileFormat } from './files/writeFile.ts'

/** Reads and writes files apart from the page: ten thousand vectors as CSV are hundreds of megabytes of text. */
export type FileCall = { type: 'read'; file: File } | { type: 'write'; format: FileFormat; content: FileContent }

export interface ReadAnswer {
  rows: { text?: string; label?: string }[]
  /** Frames of the vectors, `textIds` = positions of the rows; none where the file has none. */
  frames: Uint8Array<ArrayBuffer>[]
  vectorCount: number
}

export type FileAnswer = { result: ReadAnswer | Blob } | { error: string }

/** Vectors in one frame: a batch of this many goes to the server at once. */
const rowsPerFrame = 1000
/** And never more numbers than this, 16 MB. */
const numbersPerFrame = 4_000_000

self.addEventListener('message', ({ data }: MessageEvent<FileCall>) => {
  const work = data.type === 'read' ? read(data.file) : writeFile(data.format, data.content)
  work.then(
    (result) => answer({ result }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  )
})

function answer(message: FileAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
  self.postMessage(message)
}

async function read(file: File): Promise<ReadAnswer> {
  const rows = await readFile(file.name, new Uint8Array(await file.arrayBuffer()))
  const frames: Uint8Array<ArrayBuffer>[] = []
  let ids: number[] = []
  let vectors: Float32Array[] = []
  let numbers = 0
  const close = () => {
    if (ids.length === 0) return
    const values = new Float32Array(numbers)
    let at = 0
    for (const vector of vectors) {
      values.set(vector, at)
      at += vector.length
    }
    const header = { invocationId: null, textIds: ids, dimensions: vectors.map((vector) => vector.length) }
    frames.push(encodeVectorFrame({ header, values }))
    ids = []
    vectors = []
    numbers = 0
  }
  for (const [index, { vector }] of rows.entries()) {
    if (!vector) continue
    if (ids.length >= rowsPerFrame || numbers + vector.length > numbersPerFrame) close()
    ids.push(index)
    vectors.push(vector)
    numbers += vector.length
  }
  close()
  return {
    rows: rows.map(({ text, label }) => ({
      ...(text !== undefined && { text }),
      ...(label !== undefined && { label }),
    })),
    frames,
    vectorCount: rows.filter(({ vector }) => vector).length,
  }
}
