import { z } from 'zod'
import { idSchema } from './run.ts'

const textId = z.int().min(0)

/**
 * POST /api/embeddings: one batch, answered with one frame of vectors (`vectorFrame.ts`) as soon as it is there, or with
 * `{ failure }` where the endpoint did not give them. The request ends when its connection does: closing it stops the upstream.
 */
export const embeddingRequestSchema = z.strictObject({
  /** Of the invocation that is recorded. */
  id: idSchema,
  sessionId: idSchema.optional(),
  endpoint: z.string().min(1).max(300),
  /** OpenAI's shape; `input` is an array with one text for each id. Anything else in it goes out as it stands. */
  body: z.looseObject({ input: z.array(z.string()).min(1).max(2048) }),
  textIds: z.array(textId).min(1).max(2048),
  /** Where the vectors are kept; absent = nowhere, they are only looked at. */
  vectorsId: idSchema.optional(),
})

/** PUT /api/vectors/{vectorsId}/{blockId}?sessionId=: frames that came from a file. */
export const vectorsQuerySchema = z.strictObject({ sessionId: idSchema.optional() })

export type EmbeddingRequest = z.infer<typeof embeddingRequestSchema>
