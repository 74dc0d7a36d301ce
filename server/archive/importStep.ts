import { zstdCompressSync } from 'node:zlib'
import { emptyReply, isEnded, reduceReply } from '../contract/reply.ts'
import type { SessionDocument } from '../contract/session.ts'
import type { FileInvocation, SessionFile, SessionsImported } from '../contract/sessionFile.ts'
import { encodeVectorFrame, type VectorFrame } from '../contract/vectorFrame.ts'
import type { ImportedInvocation } from '../store/importedInvocation.ts'
import type { ImportedSession, ImportedVectors, ImportedVersion } from '../store/importWriter.ts'
import { endColumns, replyColumns } from '../store/invocationRecord.ts'
import { sendsOf, sessionFacts } from '../store/sessionFacts.ts'
import { namesOf } from '../store/sessionVersions.ts'
import { createRenewal } from './renewIds.ts'

/** What reading a file asks to be written, in order. */
export type ImportStep =
  | { type: 'invocation'; record: ImportedInvocation }
  | { type: 'vectors'; vectors: ImportedVectors }
  | { type: 'version'; version: ImportedVersion }
  | { type: 'session'; session: ImportedSession }
  /** Everything before it belongs together: all of it or nothing. */
  | { type: 'commit' }
  | { type: 'left-out'; sentence: string }

export interface ImportContext {
  /** Of the file. */
  name?: string | undefined
  now: Date
  newId: () => string
}

/** Twice what this program keeps of a session. */
const maxVersions = 200
/** One row of vectors, so that reading them takes little memory. */
const maxBlockBytes = 4 * 1024 * 1024

/** The steps of one session, as its parts come: invocations, vectors, the session last. */
export function createSessionSteps(newId: () => string) {
  const sessionId = newId()
  const renewal = createRenewal(newId)
  let blocks = 0
  let versions = 0
  const named = new Map<string, number>()
  return {
    invocation(one: FileInvocation): ImportStep {
      return { type: 'invocation', record: recordOf(renewal.invocation(one), sessionId) }
    },
    vectors(one: { vectorsId: string; frames: string }): ImportStep[] {
      const { vectorsId, frames } = renewal.vectors(one)
      return blocksOf(frames).map((frame) => ({
        type: 'vectors',
        vectors: { id: newId(), vectorsId, sessionId, frame, number: blocks++ },
      }))
    },
    version({ document, ...rest }: VersionLine): ImportStep[] {
      // Its replies that are missing are those that the session itself says are.
      const own = renewal.document(document).document
      if (versions === maxVersions)
        return [{ type: 'left-out', sentence: `Of each session, versions beyond ${maxVersions} were left out.` }]
      versions++
      for (const name of namesOf(own)) named.set(name, versions)
      const json = Buffer.from(JSON.stringify(own))
      const version = {
        ...rest,
        sessionId,
        number: versions,
        sends: sendsOf(own),
        byteLength: json.byteLength,
        document: zstdCompressSync(json),
      }
      return [{ type: 'version', version }]
    },
    session({
      document,
      ...rest
    }: Omit<ImportedSession, 'id' | 'page' | 'facts' | 'document' | 'heldNames'> & Own): ImportStep[] {
      const own = renewal.document(document)
      const still = new Set(namesOf(own.document))
      const session = {
        ...rest,
        heldNames: [...named].flatMap(([name, number]) => (still.has(name) ? [] : [{ name, number }])),
        id: sessionId,
        page: own.document.page,
        facts: sessionFacts(own.document),
        document: JSON.stringify(own.document),
      }
      const { dropped } = own
      const missing = `${dropped === 1 ? '1 reply is' : `${dropped} replies are`} not in the file.`
      return [
        { type: 'session', session },
        ...(dropped === 0 ? [] : [{ type: 'left-out' as const, sentence: missing }]),
      ]
    },
  }
}

interface Own {
  document: SessionDocument
}

type VersionLine = Pick<ImportedVersion, 'keptAt' | 'why' | 'title' | 'words'> & Own

/** A file of one session is new here: it stands on top of the list, unless it says when it was. */
export function* fileSteps(
  { session, invocations, vectors }: SessionFile,
  context: ImportContext,
  moments: { createdAt?: string; updatedAt?: string } = {},
): Generator<ImportStep> {
  const steps = createSessionSteps(context.newId)
  for (const one of invocations) yield steps.invocation(one)
  for (const one of vectors) yield* steps.vectors(one)
  const { title, tags = [], document } = session
  const at = context.now.toISOString()
  const { createdAt = at, updatedAt = at } = moments
  yield* steps.session({ title, tags, document, createdAt, updatedAt, pinnedAt: null, deletedAt: null })
}

export function importedRow({ id, title, page }: ImportedSession): SessionsImported['sessions'][number] {
  return { id, title, page }
}

function recordOf(invocation: FileInvocation, sessionId: string): ImportedInvocation {
  const reply = isEnded(invocation.reply.status)
    ? invocation.reply
    : reduceReply({ ...emptyReply, ...invocation.reply }, { type: 'interrupted', atMs: 0 })
  const columns = { ...replyColumns(reply), ...endColumns({ ...invocation, reply }) }
  return {
    ...columns,
    id: invocation.id,
    run_id: invocation.runId,
    session_id: sessionId,
    endpoint: invocation.endpoint,
    model: invocation.model,
    provider_label: invocation.providerLabel,
    task: invocation.task,
    started_at: invocation.startedAt,
    origin: 'page',
    client_request_id: null,
    requester: null,
    user_agent: null,
    served_model: invocation.servedModel,
    remark: invocation.remark,
    reply: encoded(columns.reply),
    request_body: encoded(invocation.requestBody),
    request: encoded(columns.request),
    response: encoded(columns.response),
    events: encoded(columns.events),
    body: encoded(columns.body),
  }
}

function encoded(text: string | null): Uint8Array<ArrayBuffer> | null {
  return text === null ? null : new TextEncoder().encode(text)
}

function blocksOf(frames: VectorFrame[]): Uint8Array[] {
  const blocks: Uint8Array[] = []
  let pieces: Uint8Array[] = []
  let byteLength = 0
  for (const frame of frames.map(encodeVectorFrame)) {
    if (byteLength > 0 && byteLength + frame.byteLength > maxBlockBytes) {
      blocks.push(Buffer.concat(pieces))
      pieces = []
      byteLength = 0
    }
    pieces.push(frame)
    byteLength += frame.byteLength
  }
  if (byteLength > 0) blocks.push(Buffer.concat(pieces))
  return blocks
}
