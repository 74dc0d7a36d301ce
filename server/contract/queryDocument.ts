import { z } from 'zod'
import { maxPanes, maxSends } from './limits.ts'
import { idSchema } from './run.ts'

/**
 * A saved Query page: the text of a request body and whom it goes to. What was sent and what came back are invocations,
 * written by the server alone; the document holds their ids.
 */
const queryPaneSchema = z.strictObject({
  id: idSchema,
  endpoint: z.string(),
  /** 0…7, which of the eight pane hues. */
  hue: z.int().min(0).max(7),
})

const sendSchema = z.strictObject({
  id: idSchema,
  /** By pane id: the invocations asked with this text, oldest first; a repeat of one pane is another. */
  invocations: z.record(idSchema, z.array(idSchema)),
})

export const queryDocumentSchema = z.strictObject({
  page: z.literal('query'),
  /** As typed, valid JSON or not. */
  text: z.string(),
  panes: z.array(queryPaneSchema).max(maxPanes),
  /** Newest first. */
  sends: z.array(sendSchema).max(maxSends),
})

export type QueryPane = z.infer<typeof queryPaneSchema>
export type QuerySend = z.infer<typeof sendSchema>
export type QueryDocument = z.infer<typeof queryDocumentSchema>
