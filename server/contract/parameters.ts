import { z } from 'zod'

/** What a request for text can be tuned with; a field that is absent is not sent. */
export const parametersSchema = z.strictObject({
  temperature: z.number().optional(),
  max_tokens: z.int().optional(),
  top_p: z.number().optional(),
  top_k: z.int().optional(),
  stop: z.array(z.string()).optional(),
  seed: z.int().optional(),
  frequency_penalty: z.number().optional(),
  presence_penalty: z.number().optional(),
  /** Text of a JSON object merged into the body last; kept as typed, even while it is not valid. */
  extra: z.string().optional(),
})

export type Parameters = z.infer<typeof parametersSchema>
