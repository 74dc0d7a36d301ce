import { emptyReply, isEnded, reduceReply } from '../contract/reply.ts'
import type { FileInvocation, SessionFile } from '../contract/sessionFile.ts'
import { decodeVectorFrames, encodeVectorFrame } from '../contract/vectorFrame.ts'
import type { Database } from './database.ts'
import { endColumns, replyColumns } from './invocationRecord.ts'
import type { InvocationRecord } from './schema.ts'
import { sessionFacts, writeFacts } from './sessionFacts.ts'

/** One commit's statement: what is copied to the store's thread at once. */
const rowsPerInsert = 20
/** One row of vectors, so that reading them takes little memory. */
const maxBlockBytes = 4 * 1024 * 1024

/**
 * Writes sessions with all they name, every one or none: a process that ends in the middle leaves what was there. Their
 * ids must be fresh (`renewIds`). Imported replies were asked elsewhere, so they are in no list of this server's
 * invocations and count for no endpoint.
 */
export async function insertImported(
  database: Database,
  files: { id: string; file: SessionFile }[],
  { now, newId }: { now: Date; newId: () => string },
): Promise<void> {
  const at = now.toISOString()
  await database.transaction().execute(async (transaction) => {
    for (const { id, file } of files) {
      const { title, document } = file.session
      await transaction
        .insertInto('sessions')
        .values({
          id,
          page: document.page,
          title,
          revision: 1,
          document: JSON.stringify(document),
          created_at: at,
          updated_at: at,
          deleted_at: null,
        })
        .execute()
      for (let start = 0; start < file.invocations.length; start += rowsPerInsert)
        await transaction
          .insertInto('invocations')
          .values(file.invocations.slice(start, start + rowsPerInsert).map((one) => recordOf(one, id)))
          .execute()
      await writeFacts(transaction, id, sessionFacts(document))
      for (const { vectorsId, frames } of file.vectors)
        for (const [index, frame] of blocksOf(frames).entries())
          await transaction
            .insertInto('vector_blocks')
            .values({
              id: newId(),
              vectors_id: vectorsId,
              session_id: id,
              // Later ones stand in front of earlier ones: they are read in this order.
              created_at: new Date(now.getTime() + index).toISOString(),
              frame,
            })
            .execute()
    }
  })
}

function recordOf(invocation: FileInvocation, sessionId: string): InvocationRecord {
  const reply = isEnded(invocation.reply.status)
    ? invocation.reply
    : reduceReply({ ...emptyReply, ...invocation.reply }, { type: 'interrupted', atMs: 0 })
  return {
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
    ...replyColumns(reply),
    served_model: invocation.servedModel,
    remark: invocation.remark,
    request_body: invocation.requestBody,
    ...endColumns({ ...invocation, reply }),
  }
}

function blocksOf(frames: string): Uint8Array[] {
  const blocks: Uint8Array[] = []
  let pieces: Uint8Array[] = []
  let byteLength = 0
  for (const frame of decodeVectorFrames(Buffer.from(frames, 'base64')).map(encodeVectorFrame)) {
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
