import { z } from 'zod'
import type { ReplyStatus } from './reply.ts'
import { idSchema } from './run.ts'
import { tasks, type Task } from './task.ts'

/**
 * The list of invocations that have ended, the one that ended last first. Those under way are not in it: nothing in the
 * list ever changes or moves, so a row is where it was, and what is new is on top.
 */
const name = z.string().max(300).optional()

const invocationFilterSchema = z.strictObject({
  /** Every word must begin a word of the request or the answer; words in quotes must follow each other. */
  search: z.string().max(500).optional(),
  endpoint: name,
  servedModel: name,
  client: name,
  requester: name,
  task: z.enum(tasks).optional(),
  origin: z.enum(['page', 'api']).optional(),
  status: z.enum(['done', 'stopped', 'failed', 'interrupted']).optional(),
  /** Failed, or answered with 400 or above. */
  errorsOnly: z.stringbool().optional(),
  /** Started at or after, before: ISO 8601 with a zone. */
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** Took at least so long. */
  minMs: z.coerce.number().min(0).optional(),
})

const cursor = z.coerce.number().int().min(0).optional()

/** GET /api/invocations */
export const invocationListSchema = invocationFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor,
})

/** GET /api/invocations/count */
export const invocationCountSchema = invocationFilterSchema.extend({
  /** Only those that ended after this one (`InvocationRow.number`). */
  after: cursor,
})

const exportFormats = ['jsonl', 'csv', 'parquet'] as const

/** GET /api/invocations/export */
export const invocationExportSchema = invocationFilterSchema.extend({ format: z.enum(exportFormats) })

/** DELETE /api/invocations: the named ones, or all that pass a filter. */
export const invocationDeleteSchema = z.union([
  z.strictObject({ ids: z.array(idSchema).min(1).max(1000) }),
  z.strictObject({ filter: invocationFilterSchema }),
])

/** PUT /api/invocations/settings */
export const recordingSettingsSchema = z.strictObject({
  /** Older ones are deleted. */
  maxAgeDays: z.int().min(1).max(3650),
  /** Of all requests and answers together; the oldest are deleted first. */
  maxMegabytes: z.int().min(10).max(1_000_000),
  /** Endpoints whose invocations are not recorded. */
  unrecordedEndpoints: z.array(z.string().min(1).max(300)).max(5000),
})

export type InvocationFilter = z.infer<typeof invocationFilterSchema>
export type ExportFormat = (typeof exportFormats)[number]
export type RecordingSettings = z.infer<typeof recordingSettingsSchema>
export type InvocationDeletion = z.input<typeof invocationDeleteSchema>

export interface InvocationRow {
  /** Grows with the order in which invocations ended. */
  number: number
  id: string
  sessionId: string | null
  endpoint: string
  servedModel: string
  providerLabel: string
  task: Task
  origin: 'page' | 'api'
  status: ReplyStatus
  statusCode: number | null
  /** Who asked, by its user agent: OpenAI Python, curl, …; AI Playground for a page. */
  client: string
  requester: string | null
  startedAt: string
  promptTokens: number | null
  completionTokens: number | null
  msToFirstToken: number | null
  msTotal: number | null
  /** The first words of what was asked. */
  prompt: string
}

export interface InvocationPage {
  invocations: InvocationRow[]
  /** Give it back to get the next page; absent at the end. */
  cursor?: number
}

/** GET /api/invocations/choices: what there is to filter by. */
export interface InvocationChoices {
  endpoints: string[]
  servedModels: string[]
  clients: string[]
  requesters: string[]
}

/** GET /api/invocations/settings */
export interface RecordingState extends RecordingSettings {
  /** What is recorded now. */
  invocations: number
  megabytes: number
}

export interface InvocationsDeleted {
  deleted: number
  /** A session shows them, so they stay until it is deleted. */
  kept: number
}
