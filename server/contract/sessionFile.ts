import { z } from 'zod'
import type { Failure, FailureKind } from './failure.ts'
import type { Reply } from './reply.ts'
import { idSchema } from './run.ts'
import { sessionDocumentSchema } from './session.ts'
import { tasks } from './task.ts'

/**
 * One session as a file: the document the page edits, every invocation it names with request, answer, events and times,
 * and the vectors of an Embed page. There is no credential in it, and no endpoint is made from it: endpoints are named, and what was
 * known of each (provider, model) stands beside its invocations.
 *
 * `version` grows when an older program could no longer read the file rightly. Unknown members are left out on reading.
 */
export const sessionFileFormat = 'ai-playground-session'
export const sessionFileVersion = 1

export const moment = z.iso.datetime()
const ms = z.number()
const count = z.number().min(0)
const record = z.record(z.string(), z.string())

/** Kinds of a failure this program knows; a newer one's is read as `upstream-error`. */
const failureKinds = [
  'bad-request',
  'not-found',
  'conflict',
  'too-large',
  'forbidden',
  'not-saved',
  'internal',
  'address-refused',
  'unreachable',
  'tls',
  'connect-timeout',
  'response-timeout',
  'idle-timeout',
  'redirected',
  'credential-missing',
  'credential-refused',
  'model-not-found',
  'request-rejected',
  'rate-limited',
  'overloaded',
  'upstream-error',
  'answer-cut',
  'answer-invalid',
  'answer-too-long',
  'model-not-ready',
  'model-crashed',
  'endpoint-removed',
  'server-closing',
] as const satisfies FailureKind[]

const failureSchema = z.object({
  kind: z.enum(failureKinds).catch('upstream-error'),
  message: z.string(),
  isRetryable: z.boolean(),
  status: z.int().optional(),
  providerMessage: z.string().optional(),
  retryAfterMs: ms.optional(),
  field: z.string().optional(),
})

const choiceSchema = z.object({
  text: z.string(),
  reasoning: z.string(),
  toolCalls: z.array(
    z.object({ id: z.string(), name: z.string(), arguments: z.string(), result: z.string().optional() }),
  ),
  finishReason: z.string().optional(),
})

const replySchema = z.object({
  status: z.enum(['queued', 'waiting', 'streaming', 'done', 'stopped', 'failed', 'interrupted']),
  choices: z.array(choiceSchema).min(1),
  ahead: count,
  sentAtMs: ms.optional(),
  firstTokenAtMs: ms.optional(),
  firstTextAtMs: ms.optional(),
  lastTokenAtMs: ms.optional(),
  endedAtMs: ms.optional(),
  httpStatus: z.int().optional(),
  served: z.string().optional(),
  usage: z
    .object({
      promptTokens: count.optional(),
      completionTokens: count.optional(),
      totalTokens: count.optional(),
      reasoningTokens: count.optional(),
      cachedTokens: count.optional(),
    })
    .optional(),
  timings: z
    .object({
      msInLine: ms,
      msToHeaders: ms.optional(),
      msToFirstToken: ms.optional(),
      msToFirstText: ms.optional(),
      msToLastToken: ms.optional(),
      msTotal: ms,
    })
    .optional(),
  failure: failureSchema.optional(),
}) satisfies z.ZodType<Reply>

export const fileInvocationSchema = z.object({
  id: idSchema,
  /** Invocations sent together have the same. */
  runId: idSchema,
  endpoint: z.string(),
  model: z.string(),
  servedModel: z.string(),
  providerLabel: z.string(),
  task: z.enum(tasks),
  startedAt: moment,
  /** What the page asked for; `request` is what was made of it. */
  requestBody: z.string(),
  request: z
    .object({
      method: z.string(),
      url: z.string(),
      headers: record,
      body: z.string(),
      repeatedWithout: z.string().optional(),
    })
    .nullable(),
  response: z.object({ status: z.int(), headers: record }).nullable(),
  reply: replySchema,
  events: z.array(z.object({ atMs: ms, data: z.string() })),
  eventsOmitted: z.int().min(0),
  body: z.string().nullable(),
  remark: z.string().nullable(),
})

/** `frames`: the bytes of `vectorFrame.ts` in base64. */
export const fileVectorsSchema = z.object({ vectorsId: idSchema, frames: z.base64() })

/** As the list of sessions takes them. */
export const sessionTagsSchema = z.array(z.string().trim().min(1).max(40)).max(20)

export const sessionFileSchema = z.object({
  format: z.literal(sessionFileFormat),
  version: z.literal(sessionFileVersion),
  exportedAt: moment,
  session: z.object({
    title: z.string().max(300),
    tags: sessionTagsSchema.optional(),
    createdAt: moment,
    updatedAt: moment,
    document: sessionDocumentSchema,
  }),
  invocations: z.array(fileInvocationSchema),
  vectors: z.array(fileVectorsSchema),
  /** What is missing in it and why, in sentences. */
  leftOut: z.array(z.string()),
})

/** GET /api/sessions/{id}/export?format= */
export const sessionExportSchema = z.strictObject({
  format: z.enum(['json', 'html', 'md', 'csv', 'jsonl']).default('json'),
})

/** POST /api/sessions/import: the file is the body. */
export const sessionImportSchema = z.strictObject({
  /** Of the file: a conversation without a title is called after it. */
  name: z.string().max(300).optional(),
  /** Chosen by the client, to ask how far it is. */
  progress: idSchema.optional(),
})

export type SessionExportFormat = z.infer<typeof sessionExportSchema>['format']
export type SessionFile = z.infer<typeof sessionFileSchema>
export type FileInvocation = z.infer<typeof fileInvocationSchema>
export type FileVectors = z.infer<typeof fileVectorsSchema>

export interface SessionsImported {
  /** The first thousand. */
  sessions: { id: string; title: string; page: SessionFile['session']['document']['page'] }[]
  count: number
  /** In sentences. */
  leftOut: string[]
  /** A file of many sessions ended before its end, and why: those above are in, whole; nothing else is. */
  stopped?: string
}

/** GET /api/sessions/import/{progress} */
export interface ImportProgress {
  /** Of the file that have been read. */
  byteLength: number
  /** That are in. */
  count: number
  /** Once it is over. */
  outcome?: { imported: SessionsImported } | { failure: Failure }
}
