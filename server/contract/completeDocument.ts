import { z } from 'zod'
import { maxPanes, maxSends } from './limits.ts'
import { parametersSchema } from './parameters.ts'
import { idSchema } from './run.ts'

/**
 * A saved Complete page: a text as a tree of edits, and what was asked about it. An edit stands on the text of its
 * parent; nothing is ever taken away, so every text there was can be had again. A completion that still arrives has no
 * text here: it is the reply's, written by the server alone, and is copied into its edit when it has ended.
 */
const editSchema = z.strictObject({
  id: idSchema,
  /** null: the empty text. */
  parent: idSchema.nullable(),
  /** Character (UTF-16) of the parent's text at which `removed` characters are replaced by `inserted`. */
  at: z.int().min(0),
  removed: z.int().min(0),
  /** Absent while it arrives. */
  inserted: z.string().optional(),
  /** Written by a model: choice `choice` of this invocation. */
  from: z
    .strictObject({
      invocationId: idSchema,
      choice: z.int().min(0),
      /** 0…7, which of the eight pane hues. */
      hue: z.int().min(0).max(7),
      /** Another token the model might have written there, chosen by hand. */
      isAlternative: z.boolean().optional(),
    })
    .optional(),
})

const completePaneSchema = z.strictObject({
  id: idSchema,
  endpoint: z.string(),
  hue: z.int().min(0).max(7),
})

const completeSendSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(['continue', 'score']),
  /** The edit whose text it is about; null: the empty text. */
  edit: idSchema.nullable(),
  /** The prompt is the text up to here. */
  caret: z.int().min(0),
  /** The text after the caret went along as `suffix`. */
  hasSuffix: z.boolean(),
  /** The answer begins with the prompt. */
  echoes: z.boolean(),
  /** `logprobs` was asked for. */
  asksProbabilities: z.boolean(),
  /** By pane id: the invocations, oldest first; a retry is another. */
  invocations: z.record(idSchema, z.array(idSchema)),
})

const completeParametersSchema = z.strictObject({
  ...parametersSchema.shape,
  n: z.int().optional(),
  best_of: z.int().optional(),
  logprobs: z.int().optional(),
  echo: z.boolean().optional(),
  /** Text of a JSON object of token ids and numbers; kept as typed. */
  logit_bias: z.string().optional(),
})

export const completeDocumentSchema = z.strictObject({
  page: z.literal('complete'),
  panes: z.array(completePaneSchema).max(maxPanes),
  parameters: completeParametersSchema,
  /** Continue at the caret, with what stands after it as `suffix`; else at the end. */
  fillsIn: z.boolean(),
  edits: z.array(editSchema),
  /** The edit whose text is shown; null: the empty text. */
  current: idSchema.nullable(),
  /** By edit id (`root`: the empty text): the edit on top of it that was visited last, which redo goes to. */
  visited: z.record(z.string(), idSchema),
  /** Newest first. */
  sends: z.array(completeSendSchema).max(maxSends),
})

export type Edit = z.infer<typeof editSchema>
export type CompletePane = z.infer<typeof completePaneSchema>
export type CompleteSend = z.infer<typeof completeSendSchema>
export type CompleteParameters = z.infer<typeof completeParametersSchema>
export type CompleteDocument = z.infer<typeof completeDocumentSchema>
