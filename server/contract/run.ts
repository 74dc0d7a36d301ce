import { z } from 'zod'
import { maxPanes } from './limits.ts'

/** Ids are minted by the browser, so that a request whose answer was lost can still be found. */
export const idSchema = z.uuid()

const invocationRequestSchema = z.strictObject({
  id: idSchema,
  endpoint: z.string().min(1).max(300),
  /** OpenAI's chat shape. `model` and `stream` are the server's to set; everything else goes to the upstream as it stands. */
  body: z.record(z.string(), z.unknown()),
})

/** POST /api/runs. The answer is the run's event stream (`runStream.ts`). */
export const runRequestSchema = z.strictObject({
  id: idSchema,
  /** The session the replies belong to. */
  sessionId: idSchema.optional(),
  invocations: z.array(invocationRequestSchema).min(1).max(maxPanes),
  /** How many may be under way at once; absent = all together, 1 = one after another. */
  atOnce: z.int().min(1).max(maxPanes).optional(),
})

/** POST /api/queries: one text to many endpoints, sent as written. The answer is a run's event stream. */
export const queryRequestSchema = z.strictObject({
  id: idSchema,
  sessionId: idSchema.optional(),
  /** JSON of an object; anything else is passed on too, where the endpoint has an upstream to judge it. */
  text: z.string().min(1),
  invocations: z
    .array(z.strictObject({ id: idSchema, endpoint: z.string().min(1).max(300) }))
    .min(1)
    .max(maxPanes),
})

/** POST /api/runs/{id}/invocations: joins a run that still streams, so that a retry needs no connection of its own. */
export const joinRequestSchema = z.strictObject({ invocations: z.array(invocationRequestSchema).min(1).max(maxPanes) })

/** POST /api/runs/{id}/stop: the named invocations, or all. */
export const stopRequestSchema = z.strictObject({ invocationIds: z.array(idSchema).optional() })

export type InvocationRequest = z.infer<typeof invocationRequestSchema>
export type RunRequest = z.infer<typeof runRequestSchema>
export type QueryRequest = z.infer<typeof queryRequestSchema>
export type JoinRequest = z.infer<typeof joinRequestSchema>
