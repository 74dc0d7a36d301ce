import { z } from 'zod'
import { fileInvocationSchema, fileVectorsSchema, moment, sessionTagsSchema } from './sessionFile.ts'
import { sessionDocumentSchema } from './session.ts'

/**
 * All sessions as one file: JSON lines (UTF-8, ended by \n, none longer than `maxFileLineBytes`), gzipped or not.
 *
 *   { "format": "ai-playground-sessions", "version": 1, "exportedAt", "count" }     first
 *   { "type": "session", … }                      then for each session this,
 *   { "type": "invocation", … }                   each invocation its document names,
 *   { "type": "vectors", "vectorsId", "frames" }  each piece of its vectors (an Embed page), oldest first,
 *   { "type": "version", … }                      each version one can go back to, oldest first,
 *   { "type": "session-end", "invocations", "vectors", "versions", "leftOut" }   and how many those were
 *   { "type": "end", "sessions", "leftOut" }      last: without it the file is cut
 *
 * `version` grows when an older program could no longer read the file rightly. Lines of an unknown type and unknown
 * members are left out on reading.
 */
export const everythingFormat = 'ai-playground-sessions'
export const everythingVersion = 1

export const everythingHeadSchema = z.object({
  format: z.literal(everythingFormat),
  version: z.literal(everythingVersion),
  exportedAt: moment,
  /** Sessions there were when the export began. */
  count: z.int().min(0),
})

const leftOut = z.array(z.string())
const count = z.int().min(0)

export const everythingLineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('session'),
    title: z.string().max(300),
    createdAt: moment,
    updatedAt: moment,
    tags: sessionTagsSchema.default([]),
    pinnedAt: moment.nullable().default(null),
    /** In the bin since then. */
    deletedAt: moment.nullable().default(null),
    document: sessionDocumentSchema,
  }),
  fileInvocationSchema.extend({ type: z.literal('invocation') }),
  fileVectorsSchema.extend({ type: z.literal('vectors') }),
  z.object({
    type: z.literal('version'),
    keptAt: moment,
    why: z.enum(['sent', 'before-going-back', 'elsewhere']),
    title: z.string().max(300),
    words: z.string().max(1000),
    document: sessionDocumentSchema,
  }),
  z.object({
    type: z.literal('session-end'),
    invocations: count,
    vectors: count,
    versions: count.default(0),
    leftOut,
  }),
  z.object({ type: z.literal('end'), sessions: count, leftOut }),
])

/** GET /api/sessions/export */
export const everythingExportSchema = z.strictObject({
  /** Only these; the query names it once or more. */
  id: z.preprocess((id) => (typeof id === 'string' ? [id] : id), z.array(z.string().max(100)).max(100)).optional(),
  /** With what is in the bin. */
  bin: z.stringbool().optional(),
  gzip: z.stringbool().optional(),
})

export type EverythingHead = z.infer<typeof everythingHeadSchema>
export type EverythingLine = z.infer<typeof everythingLineSchema>
