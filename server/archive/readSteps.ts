import { maxFileLineBytes, maxImportBytes } from '../contract/limits.ts'
import { decodeText } from './decodeText.ts'
import { gunzipped } from './gunzipped.ts'
import type { ImportContext, ImportStep } from './importStep.ts'
import { isEverything, readEverything } from './readEverything.ts'
import { readImport, sessionInHtml } from './readImport.ts'
import { refused, tooLarge } from './refused.ts'

/** Enough to see what a file is. */
const headBytes = 4096

/**
 * Any file that can be imported, gzipped or not, as what is to be written. Of many sessions or conversations never more
 * than one is in memory, and each comes in whole or not at all. Throws a FailureError that says what is wrong.
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
  const [first = 0, second = 0, third = 0, fourth = 0] = file.head
  if (first === 0x50 && second === 0x4b && third === 3 && fourth === 4) throw refused(isZip)
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf
  const begin = new TextDecoder().decode(file.head).trimStart()
  if (begin.startsWith('<')) yield* readImport(htmlData(file.all()), context)
  else yield* readImport(isMarked ? withoutMark(file.all()) : file.all(), context)
}

const isZip =
  'The file is a ZIP archive. Unpack it and import the JSON in it (of what ChatGPT and Claude export: conversations.json).'

async function* withoutMark(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const chunk of chunks) {
    yield isFirst ? chunk.subarray(3) : chunk
    isFirst = false
  }
}

/** Of our own HTML, which is read whole, the session in it. */
async function* htmlData(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = []
  let byteLength = 0
  for await (const piece of chunks) {
    byteLength += piece.byteLength
    if (byteLength > maxImportBytes) throw tooLarge(`The page is larger than ${maxImportBytes / 2 ** 20} MB.`)
    pieces.push(piece)
  }
  yield Buffer.from(sessionInHtml(decodeText(Buffer.concat(pieces))))
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
