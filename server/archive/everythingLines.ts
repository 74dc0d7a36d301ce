import {
  everythingFormat,
  everythingVersion,
  type EverythingHead,
  type EverythingLine,
} from '../contract/everythingFile.ts'
import {
  decodeVectorFrames,
  decodeVectorHeaders,
  encodeVectorFrame,
  type VectorFrame,
} from '../contract/vectorFrame.ts'
import { invocationIdsOf, vectorsIdsOf } from '../store/copyDocument.ts'
import type { KeptSession, KeptVersion } from '../store/everySession.ts'
import type { Line } from './invocationLine.ts'

interface Everything {
  ids: string[]
  parts: EverythingParts
  now: Date
}

/** Where it is read. */
export interface EverythingParts {
  /** Undefined: it is gone since. */
  session(id: string): Promise<KeptSession | undefined>
  /** The line of an invocation. */
  invocation(id: string): Promise<Line | 'missing' | 'too long'>
  /** Oldest first. */
  versions(sessionId: string): AsyncIterable<KeptVersion>
  /** Oldest first. */
  vectors(vectorsId: string): AsyncIterable<Uint8Array>
}

/**
 * The file of all sessions (`contract/everythingFile.ts`), made as it is read: no more than one line is in memory. Which
 * sessions is settled at the beginning; each is read when its turn comes, as it is then, all of its document at once.
 * What is made meanwhile is not in the file; what is deleted meanwhile is missing in it, and said.
 */
export async function* everythingLines({ ids, parts, now }: Everything): AsyncGenerator<string | Uint8Array> {
  yield lineOf({
    format: everythingFormat,
    version: everythingVersion,
    exportedAt: now.toISOString(),
    count: ids.length,
  })
  let sessions = 0
  let gone = 0
  for (const id of ids) {
    const kept = await parts.session(id)
    if (kept === undefined) {
      gone++
      continue
    }
    yield* sessionLines(kept, parts)
    sessions++
  }
  const leftOut = gone === 0 ? [] : [`${sessionCount(gone)} deleted while the file was written.`]
  yield lineOf({ type: 'end', sessions, leftOut })
}

async function* sessionLines(session: KeptSession, parts: EverythingParts): AsyncGenerator<string | Uint8Array> {
  const { title, createdAt, updatedAt, tags, pinnedAt, deletedAt, document } = session
  yield lineOf({ type: 'session', title, createdAt, updatedAt, tags, pinnedAt, deletedAt, document })
  const ids = new Set(invocationIdsOf(document))
  const vectorsIds = new Set(vectorsIdsOf(document))
  for await (const version of parts.versions(session.id)) {
    for (const id of invocationIdsOf(version.document)) ids.add(id)
    for (const id of vectorsIdsOf(version.document)) vectorsIds.add(id)
  }
  for (const vectorsId of vectorsIds)
    for await (const block of parts.vectors(vectorsId))
      for (const { invocationId } of decodeVectorHeaders(block)) if (invocationId !== null) ids.add(invocationId)
  let invocations = 0
  let missing = 0
  let tooLong = 0
  for (const id of ids) {
    const line = await parts.invocation(id)
    if (line === 'missing') missing++
    else if (line === 'too long') tooLong++
    else {
      invocations++
      yield* line
    }
  }
  let vectors = 0
  for (const vectorsId of vectorsIds)
    for await (const block of parts.vectors(vectorsId))
      for (const frames of piecesOf(block)) {
        vectors++
        yield lineOf({ type: 'vectors', vectorsId, frames: frames.toString('base64') })
      }
  let versions = 0
  for await (const { keptAt, why, title, words, document } of parts.versions(session.id)) {
    versions++
    yield lineOf({ type: 'version', keptAt, why, title, words, document })
  }
  const leftOut: string[] = []
  if (missing > 0) leftOut.push(`${missing === 1 ? '1 reply is' : `${missing} replies are`} no longer recorded.`)
  if (tooLong > 0) leftOut.push(`${tooLong === 1 ? '1 reply is' : `${tooLong} replies are`} too long for the file.`)
  yield lineOf({ type: 'session-end', invocations, vectors, versions, leftOut })
}

function lineOf(line: EverythingLine | EverythingHead): string {
  return `${JSON.stringify(line)}\n`
}

/** What goes into one line. */
const maxPieceBytes = 4 * 1024 * 1024

/** The frames of a block, in pieces that are not too large; a frame that is has its rows shared out. */
function piecesOf(block: Uint8Array): Buffer[] {
  if (block.byteLength <= maxPieceBytes) return [Buffer.from(block)]
  return decodeVectorFrames(block).flatMap((frame) =>
    sharedOut(frame).map((piece) => Buffer.from(encodeVectorFrame(piece))),
  )
}

function sharedOut({ header, values }: VectorFrame): VectorFrame[] {
  const { textIds, dimensions, promptTokens: _, ms: __, ...rest } = header
  const pieces: VectorFrame[] = []
  let start = 0
  let from = 0
  let at = 0
  const end = (row: number) => {
    const rows = { textIds: textIds.slice(start, row), dimensions: dimensions.slice(start, row) }
    // What was measured of the whole batch is said once.
    const own = pieces.length === 0 ? { ...header, ...rows } : { ...rest, ...rows }
    pieces.push({ header: own, values: values.slice(from, at) })
    start = row
    from = at
  }
  for (const [row, length] of dimensions.entries()) {
    if (row > start && (at - from + length) * Float32Array.BYTES_PER_ELEMENT > maxPieceBytes) end(row)
    at += length
  }
  end(dimensions.length)
  return pieces
}

function sessionCount(count: number): string {
  return count === 1 ? '1 session was' : `${count} sessions were`
}
