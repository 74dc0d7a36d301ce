import { z } from 'zod'
import { maxEmbedModels, maxTexts } from './limits.ts'
import { idSchema } from './run.ts'

/**
 * A saved Embed page: the texts and the models that embed them. Like a comparison it holds no answers: the vectors are
 * written by the server alone (`vectors.ts`), under the model's `vectorsId` and the text's `id`.
 */
export const embedTextSchema = z.strictObject({
  /** Random, and new whenever the text changes: a vector can then never stand beside a text it was not made from. */
  id: z.int().min(0),
  text: z.string(),
  /** A group the text belongs to, for the colours of the map. */
  label: z.string().optional(),
})

const embedModelSchema = z.strictObject({
  id: idSchema,
  /** null until one is chosen, and for vectors that came from a file. */
  endpoint: z.string().nullable(),
  /** The file its vectors came from. */
  file: z.string().optional(),
  /** 0…7, which of the eight pane hues. */
  hue: z.int().min(0).max(7),
  /** Put before every text: `passage: ` where a model was trained with one. */
  prefix: z.string(),
  /** Text of a JSON object with further fields of the request (`dimensions`, …); kept as typed, even while not valid. */
  extra: z.string(),
  /** Names its vectors; a new one whenever endpoint, prefix or fields change. */
  vectorsId: idSchema,
  /** Only the first so many dimensions are looked at (Matryoshka). */
  cut: z.int().min(1).optional(),
  /** Looked at as if every vector had length 1. */
  isNormalised: z.boolean(),
})

export const embedDocumentSchema = z.strictObject({
  page: z.literal('embed'),
  texts: z.array(embedTextSchema).max(maxTexts),
  models: z.array(embedModelSchema).max(maxEmbedModels),
  metric: z.enum(['cosine', 'dot', 'euclidean']),
  /** |‖v‖ − 1| up to this counts as unit length. */
  tolerance: z.number().min(0).max(1),
  /** Neighbours that are compared and shown. */
  neighbours: z.int().min(1).max(100),
  /** Texts in one request. */
  batchSize: z.int().min(1).max(2048),
  /** What neighbours are searched for, beside the texts. */
  query: z.string(),
})

export type EmbedText = z.infer<typeof embedTextSchema>
export type EmbedModel = z.infer<typeof embedModelSchema>
export type EmbedDocument = z.infer<typeof embedDocumentSchema>
export type Metric = EmbedDocument['metric']
