import { z } from 'zod'
import { idSchema } from './run.ts'

/**
 * A share is a page anybody with its link can read: made once from a session, never changed, and holding only what the
 * person who shared it saw beforehand. Of the link's secret the server keeps a hash.
 */
export const sharePartsSchema = z.strictObject({
  systemPrompt: z.boolean(),
  /** False: models are called Model A, Model B, … */
  endpointNames: z.boolean(),
  timings: z.boolean(),
  votes: z.boolean(),
  /** Panes and turns (of a query: requests, of an embedding: texts) that are left out, by id. */
  withoutPanes: z.array(z.string().max(100)).max(1000),
  withoutTurns: z.array(z.string().max(100)).max(10_000),
  /** Texts that become ••• wherever they are. */
  masks: z.array(z.string().min(2).max(10_000)).max(500),
})

/** POST /api/shares: what a preview showed. */
export const shareDraftSchema = z.strictObject({
  previewId: idSchema,
  expires: z.enum(['day', 'week', 'month', 'never']),
  passphrase: z.string().min(8).max(200).nullable(),
  maxViews: z.int().min(1).max(1_000_000).nullable(),
})

/** POST /api/shares/fork: a copy of what a link shows. It counts as a view. */
export const shareForkSchema = z.strictObject({
  token: z.string().min(1).max(100),
  passphrase: z.string().max(200).optional(),
})

export type ShareParts = z.infer<typeof sharePartsSchema>
export type ShareDraft = z.infer<typeof shareDraftSchema>

/** POST /api/sessions/{id}/share-previews */
export interface SharePreview {
  id: string
  byteLength: number
  /** Texts in it that look like something secret, each once. */
  findings: { kind: 'key' | 'e-mail' | 'card number'; text: string }[]
  parts: {
    panes: { id: string; name: string }[]
    turns: { id: string; name: string }[]
    /** What the turns are called. */
    noun: string
    hasVotes: boolean
    hasSystemPrompt: boolean
  }
}

export interface Share {
  id: string
  sessionId: string
  title: string
  createdAt: string
  expiresAt: string | null
  hasPassphrase: boolean
  maxViews: number | null
  views: number
  lastViewedAt: string | null
}

/** The only answer that holds the link. */
export interface CreatedShare {
  share: Share
  path: string
}
