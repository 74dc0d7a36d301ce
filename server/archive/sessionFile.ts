import type { Invocation } from '../contract/invocation.ts'
import { maxExportedVectorBytes } from '../contract/limits.ts'
import type { Session } from '../contract/session.ts'
import {
  sessionFileFormat,
  sessionFileVersion,
  type FileInvocation,
  type FileVectors,
  type SessionFile,
} from '../contract/sessionFile.ts'
import { decodeVectorHeaders } from '../contract/vectorFrame.ts'
import { invocationIdsOf, vectorsIdsOf } from '../store/copyDocument.ts'

/** Where a session's parts are read. */
export interface SessionParts {
  invocation(id: string): Promise<Invocation | undefined>
  /** Oldest first. */
  vectors(vectorsId: string): AsyncIterable<Uint8Array>
}

/**
 * The file in pieces of JSON, one invocation at a time: all events of 64 panes are more than should be in memory at once.
 */
export async function* sessionFilePieces(session: Session, parts: SessionParts, now: Date): AsyncGenerator<string> {
  const leftOut: string[] = []
  const ids = new Set(invocationIdsOf(session.document))
  const vectors = await vectorsOf(session, parts, leftOut)
  for (const { frames } of vectors)
    for (const { invocationId } of decodeVectorHeaders(Buffer.from(frames, 'base64')))
      if (invocationId !== null) ids.add(invocationId)
  const head: Pick<SessionFile, 'format' | 'version' | 'exportedAt' | 'session'> = {
    format: sessionFileFormat,
    version: sessionFileVersion,
    exportedAt: now.toISOString(),
    session: sessionOf(session),
  }
  yield `${JSON.stringify(head).slice(0, -1)},"invocations":[`
  let missing = 0
  let isFirst = true
  for (const id of ids) {
    const invocation = await parts.invocation(id)
    if (invocation === undefined) {
      missing++
      continue
    }
    yield `${isFirst ? '' : ','}${JSON.stringify(fileInvocationOf(invocation))}`
    isFirst = false
  }
  if (missing > 0) leftOut.push(`${missing === 1 ? '1 reply is' : `${missing} replies are`} no longer recorded.`)
  yield '],"vectors":['
  for (const [index, set] of vectors.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(set)}`
  yield `],"leftOut":${JSON.stringify(leftOut)}}`
}

/** Every piece together; for what is rendered from it. */
export async function readSessionFile(session: Session, parts: SessionParts, now: Date): Promise<SessionFile> {
  let text = ''
  for await (const piece of sessionFilePieces(session, parts, now)) text += piece
  // Written just above from these very types.
  return JSON.parse(text) as SessionFile
}

function sessionOf({ title, createdAt, updatedAt, document }: Session): SessionFile['session'] {
  return { title, createdAt, updatedAt, document }
}

/** Member by member: what is not named here never leaves. */
export function fileInvocationOf(invocation: Invocation): FileInvocation {
  const { request, response } = invocation
  return {
    id: invocation.id,
    runId: invocation.runId,
    endpoint: invocation.endpoint,
    model: invocation.model,
    servedModel: invocation.servedModel,
    providerLabel: invocation.providerLabel,
    task: invocation.task,
    startedAt: invocation.startedAt,
    requestBody: invocation.requestBody,
    request: request && bare(request),
    response: response && bare(response),
    reply: invocation.reply,
    events: invocation.events,
    eventsOmitted: invocation.eventsOmitted,
    body: invocation.body,
    remark: invocation.remark,
  }
}

const credentialHeader = /^(?:authorization|proxy-authorization|cookie|set-cookie)$|key|token|secret/i

/** A request or a response without its credentials. */
export function bare<Message extends { headers: Record<string, string> }>(message: Message): Message {
  return { ...message, headers: withoutCredentials(message.headers) }
}

/** Not even masked: of a key in a file that is passed on, four characters are four too many. */
function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !credentialHeader.test(name)))
}

/** Up to a bound; what is beyond it is said in `leftOut`. */
export async function vectorsOf(session: Session, parts: SessionParts, leftOut: string[]): Promise<FileVectors[]> {
  const sets: FileVectors[] = []
  let byteLength = 0
  for (const vectorsId of new Set(vectorsIdsOf(session.document))) {
    const frames: Uint8Array[] = []
    for await (const frame of parts.vectors(vectorsId)) {
      byteLength += frame.byteLength
      if (byteLength > maxExportedVectorBytes) break
      frames.push(frame)
    }
    if (byteLength > maxExportedVectorBytes) {
      leftOut.push('Vectors beyond 36 MB are not in this file: embed the texts again, or export them as numbers.')
      return sets
    }
    if (frames.length > 0) sets.push({ vectorsId, frames: Buffer.concat(frames).toString('base64') })
  }
  return sets
}
