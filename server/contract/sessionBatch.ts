import { z } from 'zod'
import { maxBatchSessions } from './limits.ts'
import { idSchema } from './run.ts'
import type { SessionRow } from './session.ts'
import { maxTagLength, maxTagsOfSession } from './tagChange.ts'

const idsSchema = z
  .array(idSchema)
  .min(1)
  .max(maxBatchSessions)
  .transform((ids) => [...new Set(ids)])

const tagNamesSchema = z.array(z.string().trim().min(1).max(maxTagLength))

/** POST /api/sessions/batch: one thing done to many. `delete`: those of the bin, for ever. */
export const sessionBatchSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['bin', 'restore', 'delete', 'pin', 'unpin']), ids: idsSchema }),
  z.strictObject({ action: z.literal('duplicate'), ids: idsSchema }),
  z.strictObject({
    action: z.literal('tag'),
    ids: idsSchema,
    /** Beside those a session has, up to 20. */
    added: tagNamesSchema.max(maxTagsOfSession),
    removed: tagNamesSchema.max(1000),
  }),
])

export type SessionBatch = z.infer<typeof sessionBatchSchema>

/** Each session is done wholly or not at all, whatever became of the others; each that was named is in one of the lists. */
export interface SessionBatchAnswer {
  /** In the order they were named. */
  done: string[]
  /** Not there, or not in the place the action begins from. */
  missing: string[]
  /** Nothing came of these, because of `failure`. */
  notSaved: string[]
  failure?: import('./failure.ts').Failure
  /** As they are now, where something of the list was changed (tags, pin); the copies, where they were duplicated. */
  sessions: SessionRow[]
}
