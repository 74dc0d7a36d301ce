import { z } from 'zod'
import type { Session, SessionAnswer } from './session.ts'
import { idSchema } from './run.ts'

/** /api/sessions/{id}/versions/{number} */
export const versionParamsSchema = z.strictObject({ id: idSchema, number: z.coerce.number().int().min(1) })

/**
 * Why a version was kept. `sent`: what the session was right after something was sent. `before-going-back`: what an
 * older version took the place of. `elsewhere`: what another tab or person had saved, and a merge could not keep whole.
 */
export type VersionReason = 'sent' | 'before-going-back' | 'elsewhere'

export interface SessionVersion {
  /** 1, 2, … in the order in which they were kept. */
  number: number
  keptAt: string
  why: VersionReason
  title: string
  /** First words of what was sent last; empty where nothing was. */
  words: string
  /** Times something was sent, up to then. */
  sends: number
  /** Of the document, as JSON. */
  byteLength: number
}

/** GET /api/sessions/{id}/versions: the last one kept first. */
export interface SessionVersions {
  versions: SessionVersion[]
}

/** GET /api/sessions/{id}/versions/{number}: the session as it was, and its replies. */
export interface SessionVersionAnswer extends SessionAnswer {
  version: SessionVersion
}

/** POST …/restore: the session as it is now. */
export type VersionRestored = Session
