import { z } from 'zod'
import { completeDocumentSchema } from './completeDocument.ts'
import { embedDocumentSchema } from './embedDocument.ts'
import { queryDocumentSchema } from './queryDocument.ts'
import { rerunDocumentSchema } from './rerunDocument.ts'
import { maxPanes } from './limits.ts'
import { parametersSchema } from './parameters.ts'
import { idSchema } from './run.ts'
import { maxTagLength, maxTagsOfSession } from './tagChange.ts'
import { tasks, type Task } from './task.ts'

/**
 * A saved comparison. The browser owns the document: panes, parameters, prompts, order. It never holds replies, only
 * the ids of the invocations that carry them; those are written by the server alone, so a save from a stale tab can
 * lose no answer.
 */
const settingsSchema = z.strictObject({ systemPrompt: z.string(), parameters: parametersSchema })

const paneSchema = z.strictObject({
  id: idSchema,
  /** null until one is chosen. */
  endpoint: z.string().nullable(),
  /** A synced pane gets the session's prompt and settings, with what its own settings hold put first (one prompt, two temperatures); another has only its own. */
  isSynced: z.boolean(),
  settings: settingsSchema,
  draft: z.string(),
  /** 0…7, which of the eight pane hues. */
  hue: z.int().min(0).max(7),
})

/** By invocation id. */
const votesSchema = z.record(idSchema, z.enum(['up', 'down']))

const turnSchema = z.strictObject({
  id: idSchema,
  prompt: z.string(),
  /** By pane id: the invocations of its attempts, oldest first. A pane that is not here was not asked. */
  attempts: z.record(idSchema, z.array(idSchema)),
  /** By pane id: which attempt is shown; absent = the last. */
  shown: z.record(idSchema, z.int().min(0)).optional(),
  /** Of the first of turns set aside: how many turns stood before it. */
  place: z.int().min(0).optional(),
})

export const compareDocumentSchema = z.strictObject({
  page: z.literal('compare'),
  panes: z.array(paneSchema).max(maxPanes),
  settings: settingsSchema,
  turns: z.array(turnSchema),
  /** Turns set aside when an earlier prompt was edited and sent again; newest first. */
  setAside: z.array(z.array(turnSchema)),
  draft: z.string(),
  /** What the reader thinks of replies; those not judged are not here. */
  votes: votesSchema.optional(),
})

/** What a session holds, by the page it belongs to. A page that keeps sessions adds its document here. */
export const sessionDocumentSchema = z.discriminatedUnion('page', [
  compareDocumentSchema,
  completeDocumentSchema,
  embedDocumentSchema,
  queryDocumentSchema,
  rerunDocumentSchema,
])

/** PUT /api/sessions/{id}: creates it, or replaces the document if `revision` is the stored one (else 409 with the stored session). */
export const sessionSaveSchema = z.strictObject({
  /** 0 for a new session. */
  revision: z.int().min(0),
  /** Absent: as it is. It may have been changed beside the document meanwhile. */
  title: z.string().max(300).optional(),
  document: sessionDocumentSchema,
  /** What is replaced is kept as a version: a merge could not keep all of it. */
  keepsReplaced: z.boolean().optional(),
})

const labelSchema = z.string().min(1).max(300).optional()

/** GET /api/sessions */
export const sessionListSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  /** As an answer gave it: the moment and the id of its last row. */
  cursor: z
    .string()
    .max(100)
    .regex(/^[^_]+_/)
    .optional(),
  /** Each word must begin a word of the title, a tag, what was typed or what was answered; "quoted" ones stand together. */
  q: z.string().max(10_000).optional(),
  page: z.enum(['compare', 'complete', 'embed', 'query', 'rerun']).optional(),
  endpoint: labelSchema,
  task: z.enum(tasks).optional(),
  /** Once or more; all must be there. */
  tag: z.preprocess((tag) => (typeof tag === 'string' ? [tag] : tag), z.array(z.string().max(300)).max(20)).optional(),
  /** Changed at or after, before: ISO 8601 with a zone. */
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** An invocation in it failed. */
  failed: z.stringbool().optional(),
  pinned: z.stringbool().optional(),
  /** The deleted ones instead, the one deleted last first. */
  bin: z.stringbool().optional(),
})

/** DELETE /api/sessions/{id}: into the bin, or, from there, for ever. */
export const sessionDeleteSchema = z.strictObject({ forever: z.stringbool().optional() })

/** PATCH /api/sessions/{id}: what stands beside the document needs no revision, and is no change of the session. */
export const sessionChangeSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(300).optional(),
    /** Those that differ only in case are one. */
    tags: z.array(z.string().trim().min(1).max(maxTagLength)).max(maxTagsOfSession).optional(),
    isPinned: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'nothing to change')

export type SessionFilter = Omit<z.infer<typeof sessionListSchema>, 'limit' | 'cursor'>
export type SessionChange = z.infer<typeof sessionChangeSchema>
export type Settings = z.infer<typeof settingsSchema>
export type Pane = z.infer<typeof paneSchema>
export type Turn = z.infer<typeof turnSchema>
export type Vote = z.infer<typeof votesSchema>[string]
export type CompareDocument = z.infer<typeof compareDocumentSchema>
export type SessionDocument = z.infer<typeof sessionDocumentSchema>

export interface SessionSave<Document extends SessionDocument = SessionDocument> {
  revision: number
  title?: string | undefined
  document: Document
  keepsReplaced?: boolean | undefined
}

interface SessionHead {
  id: string
  title: string
  page: SessionDocument['page']
  createdAt: string
  updatedAt: string
}

export interface SessionRow extends SessionHead {
  tags: string[]
  pinnedAt: string | null
  deletedAt: string | null
  /** That are asked in it, or were. */
  endpoints: string[]
  tasks: Task[]
  /** Times something was sent to all its panes together. */
  sends: number
  /** Invocations in it that failed. */
  failures: number
  match?: SessionMatch
}

/** Where a search found the first of its words. */
export interface SessionMatch {
  /** A line cut around it. */
  text: string
  /** From (inclusive) and to (exclusive) of every word found in `text`, in UTF-16 units. */
  marks: [number, number][]
  /** Whose reply it is; absent for what a person wrote. */
  invocationId?: string
  /** In whose prompt it is, where the page has turns. */
  turnId?: string
}

export interface Session<Document extends SessionDocument = SessionDocument> extends SessionHead {
  revision: number
  document: Document
}

export interface SessionPage {
  sessions: SessionRow[]
  /** Give it back to get the next page; absent at the end. */
  cursor?: string
  /** How many pass the filter, on all pages. */
  total: number
  /** Sessions whose words are not in the search index yet, wholly or in part; of an answer to `q`, absent where there are none. */
  unread?: number
}

/** GET /api/sessions/facets: what there is to filter by, the most frequent first; the bin counts for itself only. */
export interface SessionFacets {
  tags: SessionFacet[]
  endpoints: SessionFacet[]
  pages: SessionFacet<SessionDocument['page']>[]
  tasks: SessionFacet<Task>[]
  total: number
  pinned: number
  bin: number
}

export interface SessionFacet<Name extends string = string> {
  name: Name
  count: number
}

/** POST /api/sessions/bin/empty */
export interface BinEmptied {
  deleted: number
}

/** GET /api/sessions/{id} */
export interface SessionAnswer {
  session: Session
  /** Every reply the document names, by invocation id. */
  replies: Record<string, StoredReply>
}

interface StoredReply {
  reply: import('./reply.ts').Reply
  runId: string
  endpoint: string
  /** The run is still in memory: follow GET /api/runs/{runId}/events. */
  isLive: boolean
}
