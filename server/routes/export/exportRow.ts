import type { Reply } from '../../contract/reply.ts'
import type { InvocationRecord } from '../../store/schema.ts'

/**
 * A row of Databricks' inference table (https://docs.databricks.com/aws/en/ai-gateway/inference-tables, read 2026-11-22)
 * under its column names, in its order, then what only this program records.
 */
export interface ExportRow {
  databricks_request_id: string
  request_date: string
  client_request_id: string | null
  request_time: string
  status_code: number | null
  sampling_fraction: number
  execution_duration_ms: number | null
  request: string
  /** The body as it came; of a stream its events' data, one a line. */
  response: string | null
  served_entity_id: string
  requester: string | null
  endpoint_name: string
  model: string
  provider: string
  task: string
  origin: string
  status: string
  user_agent: string | null
  prompt_tokens: number | null
  completion_tokens: number | null
  ms_to_first_token: number | null
  answer: string
  error: string | null
  remark: string | null
}

export function exportRow(row: InvocationRecord): ExportRow {
  const reply = JSON.parse(row.reply) as Reply
  const events = JSON.parse(row.events) as { data: string }[]
  return {
    databricks_request_id: row.id,
    request_date: row.started_at.slice(0, 10),
    client_request_id: row.client_request_id,
    request_time: row.started_at,
    status_code: row.status_code,
    sampling_fraction: 1,
    execution_duration_ms: row.ms_total === null ? null : Math.round(row.ms_total),
    request: row.request_body,
    response: row.body ?? (events.length > 0 ? events.map(({ data }) => data).join('\n') : null),
    served_entity_id: row.served_model,
    requester: row.requester,
    endpoint_name: row.endpoint,
    model: row.model,
    provider: row.provider_label,
    task: row.task,
    origin: row.origin,
    status: row.status,
    user_agent: row.user_agent,
    prompt_tokens: row.prompt_tokens,
    completion_tokens: row.completion_tokens,
    ms_to_first_token: row.ms_to_first_token,
    answer: reply.choices.map(({ text }) => text).join('\n\n'),
    error: reply.failure?.message ?? null,
    remark: row.remark,
  }
}

export type ExportColumn = keyof ExportRow

export const exportColumns: { name: ExportColumn; type: 'text' | 'integer' | 'real' | 'date' | 'moment' }[] = [
  { name: 'databricks_request_id', type: 'text' },
  { name: 'request_date', type: 'date' },
  { name: 'client_request_id', type: 'text' },
  { name: 'request_time', type: 'moment' },
  { name: 'status_code', type: 'integer' },
  { name: 'sampling_fraction', type: 'real' },
  { name: 'execution_duration_ms', type: 'integer' },
  { name: 'request', type: 'text' },
  { name: 'response', type: 'text' },
  { name: 'served_entity_id', type: 'text' },
  { name: 'requester', type: 'text' },
  { name: 'endpoint_name', type: 'text' },
  { name: 'model', type: 'text' },
  { name: 'provider', type: 'text' },
  { name: 'task', type: 'text' },
  { name: 'origin', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'user_agent', type: 'text' },
  { name: 'prompt_tokens', type: 'integer' },
  { name: 'completion_tokens', type: 'integer' },
  { name: 'ms_to_first_token', type: 'real' },
  { name: 'answer', type: 'text' },
  { name: 'error', type: 'text' },
  { name: 'remark', type: 'text' },
]
