import { z } from 'zod'
import { completeDocumentSchema } from './completeDocument.ts'
import { embedDocumentSchema } from './embedDocument.ts'
import { queryDocumentSchema } from './queryDocument.ts'
import { maxPanes } from './limits.ts'
import { parametersSchema } from './parameters.ts'
import { idSchema } from './run.ts'

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

const turnSchema = z.strictObject({
  id: idSchema,
  prompt: z.string(),
  /** By pane id: the invocations of its attempts, oldest first. A pane that is not here was not asked. */
  attempts: z.record(idSchema, z.array(idSchema)),
  /** By pane id: which attempt is shown; absent = the last. */
  shown: z.record(idSchema, z.int().min(0)).optional(),
})

export const compareDocumentSchema = z.strictObject({
  page: z.literal('compare'),
  panes: z.array(paneSchema).max(maxPanes),
  settings: settingsSchema,
  turns: z.array(turnSchema),
  /** Turns set aside when an earlier prompt was edited and sent again; newest first. */
  setAside: z.array(z.array(turnSchema)),
  draft: z.string(),
})

/** What a session holds, by the page it belongs to. A page that keeps sessions adds its document here. */
export const sessionDocumentSchema = z.discriminatedUnion('page', [
  compareDocumentSchema,
  completeDocumentSchema,
  embedDocumentSchema,
  queryDocumentSchema,
])

/** PUT /api/sessions/{id}: creates it, or replaces the document if `revision` is the stored one (else 409 with the stored session). */
export const sessionSaveSchema = z.strictObject({
  /** 0 for a new session. */
  revision: z.int().min(0),
  title: z.string().max(300),
  document: sessionDocumentSchema,
})

/** GET /api/sessions?limit=&cursor=&q=: those whose title has every word of `q`. */
export const sessionListSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(100).optional(),
  q: z.string().max(300).optional(),
})

/** PATCH /api/sessions/{id}: a name alone needs no revision. */
export const sessionRenameSchema = z.strictObject({ title: z.string().trim().min(1).max(300) })

export type Settings = z.infer<typeof settingsSchema>
export type Pane = z.infer<typeof paneSchema>
export type Turn = z.infer<typeof turnSchema>
export type CompareDocument = z.infer<typeof compareDocumentSchema>
export type SessionDocument = z.infer<typeof sessionDocumentSchema>

export interface SessionSave<Document extends SessionDocument = SessionDocument> {
  revision: number
  title: string
  document: Document
}

export interface SessionRow {
  id: string
  title: string
  page: SessionDocument['page']
  createdAt: string
  updatedAt: string
}

export interface Session<Document extends SessionDocument = SessionDocument> extends SessionRow {
  revision: number
  document: Document
}

export interface SessionPage {
  sessions: SessionRow[]
  /** Give it back to get the next page; absent at the end. */
  cursor?: string
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
