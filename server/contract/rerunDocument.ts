import { z } from 'zod'
import { embedTextSchema } from './embedDocument.ts'
import { maxEmbedModels, maxPanes, maxTexts } from './limits.ts'
import { idSchema } from './run.ts'

/**
 * Requests of an earlier session asked again. It stands alone: it names the answers that were kept as well as the new
 * ones, so that it can still be read when its baseline was changed or deleted, and goes out whole as a file or a share.
 */
const rerunPaneSchema = z.strictObject({
  id: idSchema,
  /** Who answered then. */
  kept: z.string().max(300),
  /** Who is asked now; null until one is chosen. */
  endpoint: z.string().max(300).nullable(),
  /** 0…7, which of the eight pane hues. */
  hue: z.int().min(0).max(7),
})

const promptSchema = z.strictObject({
  id: idSchema,
  /** The beginning of what was asked, to tell the requests apart; the request itself is the kept invocation's. */
  text: z.string(),
})

const requestSchema = z.strictObject({
  id: idSchema,
  paneId: idSchema,
  promptId: idSchema,
  /** The invocation that was kept. */
  kept: idSchema,
  /** Sent in place of a request that is not among what was kept: put together from the conversation. */
  rebuilt: z.record(z.string(), z.unknown()).optional(),
  /** Of the request: what asks for the same words each time. */
  temperature: z.number().optional(),
  seed: z.number().optional(),
  /** The new invocations, oldest first; those that were not sent yet have no answer. */
  repeats: z.array(idSchema),
})

/** Of an Embed page: texts embedded again, set by set of vectors. */
const embeddingSchema = z.strictObject({
  texts: z.array(embedTextSchema).max(maxTexts),
  models: z
    .array(
      z.strictObject({
        paneId: idSchema,
        /** As in the baseline: what stood before every text, further fields of the requests. */
        prefix: z.string(),
        extra: z.string(),
        /** The kept vectors. */
        kept: idSchema,
        /** The new ones, oldest first. */
        repeats: z.array(idSchema),
      }),
    )
    .max(maxEmbedModels),
  neighbours: z.int().min(1).max(100),
  batchSize: z.int().min(1).max(2048),
})

export const rerunDocumentSchema = z.strictObject({
  page: z.literal('rerun'),
  baseline: z.strictObject({
    sessionId: idSchema,
    title: z.string().max(300),
    /** Of a query the text goes out as it was written. */
    page: z.enum(['compare', 'complete', 'query', 'embed']),
  }),
  panes: z.array(rerunPaneSchema).max(10 * maxPanes),
  prompts: z.array(promptSchema),
  requests: z.array(requestSchema),
  embedding: embeddingSchema.optional(),
  /** What of the baseline is not asked again, or not as it was, in sentences. */
  remarks: z.array(z.string()),
  repeats: z.int().min(1).max(10),
  /** How many may be under way at once. */
  atOnce: z.int().min(1).max(maxPanes),
})

export type RerunPane = z.infer<typeof rerunPaneSchema>
export type RerunRequest = z.infer<typeof requestSchema>
export type RerunEmbedding = z.infer<typeof embeddingSchema>
export type RerunDocument = z.infer<typeof rerunDocumentSchema>

/** POST /api/reruns: kept requests sent again as they were. The answer is a run's event stream. */
export const rerunSchema = z.strictObject({
  id: idSchema,
  sessionId: idSchema.optional(),
  /** As text, byte for byte; else as the members the page asked for. */
  asWritten: z.boolean(),
  invocations: z
    .array(
      z.strictObject({ id: idSchema, endpoint: z.string().min(1).max(300), /** Whose request it is. */ of: idSchema }),
    )
    .min(1)
    .max(maxPanes),
  atOnce: z.int().min(1).max(maxPanes).optional(),
})

export type Rerun = z.infer<typeof rerunSchema>

/** GET /api/sessions/{id}/requests: by id of every invocation the session names. */
export interface KeptRequests {
  requests: Record<string, KeptRequest>
}

export interface KeptRequest {
  /** False: it was not recorded, so it cannot be sent again. */
  isRecorded: boolean
  /** The beginning of the last thing that was said in it. */
  prompt: string
  temperature?: number
  seed?: number
}
