import { maxFileLineBytes, maxImportBytes } from '../contract/limits.ts'
import { decodeText } from './decodeText.ts'
import { gunzipped } from './gunzipped.ts'
import { fileSteps, type ImportContext, type ImportStep } from './importStep.ts'
import { isEverything, readEverything } from './readEverything.ts'
import { readImport } from './readImport.ts'
import { tooLarge } from './refused.ts'

/** Enough to see what a file is. */
const headBytes = 4096

/**
 * Any file that can be imported, gzipped or not, as what is to be written. The file of all sessions is never whole in
 * memory; every other is, and its sessions come in together or not at all. Throws a FailureError that says what is wrong.
 */
export async function* readSteps(
  chunks: AsyncIterable<Uint8Array>,
  context: ImportContext,
): AsyncGenerator<ImportStep> {
  const file = await begin(chunks)
  const [first = 0, second = 0] = file.head
  if (first === 0x1f && second === 0x8b) return yield* plainSteps(await begin(gunzipped(file.all())), context)
  yield* plainSteps(file, context)
}

async function* plainSteps(file: Begun, context: ImportContext): AsyncGenerator<ImportStep> {
  if (isEverything(new TextDecoder().decode(file.head))) return yield* readEverything(linesOf(file.all()), context)
  const pieces: Uint8Array[] = []
  let byteLength = 0
  for await (const piece of file.all()) {
    byteLength += piece.byteLength
    if (byteLength > maxImportBytes)
      throw tooLarge(`The file is larger than ${maxImportBytes / 2 ** 20} MB, and it is not the file of all sessions.`)
    pieces.push(piece)
  }
  const { files, leftOut } = readImport(Buffer.concat(pieces), context)
  for (const one of files) yield* fileSteps(one, context)
  for (const sentence of leftOut) yield { type: 'left-out', sentence }
  yield { type: 'commit' }
}

interface Begun {
  head: Uint8Array
  /** The head again, then the rest. */
  all(): AsyncGenerator<Uint8Array>
}

async function begin(chunks: AsyncIterable<Uint8Array>): Promise<Begun> {
  const iterator = chunks[Symbol.asyncIterator]()
  const pieces: Uint8Array[] = []
  let byteLength = 0
  while (byteLength < headBytes) {
    const next = await iterator.next()
    if (next.done) break
    pieces.push(next.value)
    byteLength += next.value.byteLength
  }
  const head = Buffer.concat(pieces)
  return {
    head: head.subarray(0, headBytes),
    async *all() {
      yield head
      yield* { [Symbol.asyncIterator]: () => iterator }
    },
  }
}

const newline = 0x0a

export interface FileLine {
  /** From 1. */
  number: number
  text: string
}

/** Those that are not empty. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine> {
  let pieces: Uint8Array[] = []
  let byteLength = 0
  let number = 1
  const line = () => ({ number, text: decodeText(Buffer.concat(pieces), `Line ${number} of the file`) })
  const add = (piece: Uint8Array) => {
    byteLength += piece.byteLength
    if (byteLength > maxFileLineBytes)
      throw tooLarge(`Line ${number} of the file is longer than ${maxFileLineBytes / 2 ** 20} MB.`)
    pieces.push(piece)
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      if (end > start) add(chunk.subarray(start, end))
      if (byteLength > 0) yield line()
      number++
      pieces = []
      byteLength = 0
      start = end + 1
    }
    if (start < chunk.byteLength) add(chunk.subarray(start))
  }
  if (byteLength > 0) yield line()
}
