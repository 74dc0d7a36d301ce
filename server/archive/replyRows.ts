import type { SessionFile } from '../contract/sessionFile.ts'
import { sessionView } from './sessionView.ts'

/** One reply and what was measured of it, for a spreadsheet or a notebook. */
interface ReplyRow {
  part: number
  prompt: string
  endpoint: string
  model: string
  provider: string
  started_at: string
  status: string
  http_status: number | null
  finish_reason: string | null
  answer: string
  reasoning: string
  vote: string | null
  prompt_tokens: number | null
  completion_tokens: number | null
  ms_in_line: number | null
  ms_to_headers: number | null
  ms_to_first_token: number | null
  ms_to_last_token: number | null
  ms_total: number | null
  error: string | null
  provider_message: string | null
}

/** Every reply the session shows, in its order. */
function replyRows(file: SessionFile): ReplyRow[] {
  return sessionView(file).parts.flatMap((part, index) =>
    part.type !== 'exchange'
      ? []
      : part.answers.map(({ invocation, reply, vote }) => ({
          part: index + 1,
          prompt: part.prompt,
          endpoint: invocation.endpoint,
          model: invocation.model,
          provider: invocation.providerLabel,
          started_at: invocation.startedAt,
          status: reply.status,
          http_status: reply.httpStatus ?? null,
          finish_reason: reply.choices[0]?.finishReason ?? null,
          answer: reply.choices.map(({ text }) => text).join('\n\n'),
          reasoning: reply.choices.map(({ reasoning }) => reasoning).join('\n\n'),
          vote: vote ?? null,
          prompt_tokens: reply.usage?.promptTokens ?? null,
          completion_tokens: reply.usage?.completionTokens ?? null,
          ms_in_line: reply.timings?.msInLine ?? null,
          ms_to_headers: reply.timings?.msToHeaders ?? null,
          ms_to_first_token: reply.timings?.msToFirstToken ?? null,
          ms_to_last_token: reply.timings?.msToLastToken ?? null,
          ms_total: reply.timings?.msTotal ?? null,
          error: reply.failure?.message ?? null,
          provider_message: reply.failure?.providerMessage ?? null,
        })),
  )
}

const columns = [
  'part',
  'prompt',
  'endpoint',
  'model',
  'provider',
  'started_at',
  'status',
  'http_status',
  'finish_reason',
  'answer',
  'reasoning',
  'vote',
  'prompt_tokens',
  'completion_tokens',
  'ms_in_line',
  'ms_to_headers',
  'ms_to_first_token',
  'ms_to_last_token',
  'ms_total',
  'error',
  'provider_message',
] as const satisfies (keyof ReplyRow)[]

export function csvFile(file: SessionFile): string {
  const lines = [
    columns.join(','),
    ...replyRows(file).map((row) => columns.map((name) => csvField(row[name])).join(',')),
  ]
  return `${lines.join('\r\n')}\r\n`
}

export function jsonLinesFile(file: SessionFile): string {
  return replyRows(file)
    .map((row) => `${JSON.stringify(row).replace(/[\u0085\u2028\u2029]/g, escaped)}\n`)
    .join('')
}

/** Some readers of lines take these for ends of them. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"). */
function csvField(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
