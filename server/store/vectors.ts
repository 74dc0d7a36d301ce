import { encodeVectorFrame, type VectorFrame } from '../contract/vectorFrame.ts'
import type { Database } from './database.ts'

/**
 * Vectors as they came: one row a batch, its bytes one frame (`vectorFrame.ts`). Rows are never changed; a later one
 * about the same text stands in front of an earlier one.
 */
export async function keepVectors(
  database: Database,
  block: { id: string; vectorsId: string; sessionId: string | null; now: Date },
  frames: VectorFrame[],
): Promise<void> {
  if (frames.length === 0) return
  await database
    .insertInto('vector_blocks')
    .values({
      id: block.id,
      vectors_id: block.vectorsId,
      session_id: block.sessionId,
      created_at: block.now.toISOString(),
      // A frame ends where its length says, so several are one after another.
      frame: Buffer.concat(frames.map(encodeVectorFrame)),
    })
    .execute()
}

/** Oldest first, one row at a time: all together they may be a hundred megabytes. */
export async function* readVectorFrames(database: Database, vectorsId: string): AsyncGenerator<Uint8Array> {
  const rows = await database
    .selectFrom('vector_blocks')
    .select('id')
    .where('vectors_id', '=', vectorsId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  for (const { id } of rows) {
    const row = await database.selectFrom('vector_blocks').select('frame').where('id', '=', id).executeTakeFirst()
    if (row !== undefined) yield row.frame
  }
}
