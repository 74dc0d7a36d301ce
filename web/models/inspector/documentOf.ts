import type { Invocation } from '../../../server/contract/invocation.ts'
import type { QueryDocument } from '../../../server/contract/queryDocument.ts'
import type { Parameters } from '../../../server/contract/parameters.ts'
import type { CompareDocument } from '../../../server/contract/session.ts'
import { parameterRows } from '../parameters/parameterRows.ts'
import { prettyJson } from './prettyJson.ts'

/** A Query page with this request's body as it was written. */
export function queryOf({ requestBody, endpoint }: Invocation, newId: () => string): QueryDocument {
  const panes = [{ id: newId(), endpoint, hue: 0 }]
  return { page: 'query', text: prettyJson(requestBody) ?? requestBody, panes, sends: [] }
}

/**
 * A comparison that is about to ask the same: system prompt, parameters and the last message, at the same endpoint.
 * Undefined where it was no chat. `note`: what a comparison has no place for.
 */
export function comparisonOf(
  { requestBody, endpoint, task }: Invocation,
  newId: () => string,
): { document: CompareDocument; note?: string } | undefined {
  const body = task === 'llm/v1/chat' ? objectOf(requestBody) : undefined
  if (body === undefined || !Array.isArray(body['messages'])) return undefined
  const messages = (body['messages'] as unknown[]).filter(isMessage)
  const last = messages.findLast(({ role }) => role === 'user')
  if (last === undefined) return undefined
  const systems = messages.filter(({ role }) => role === 'system' || role === 'developer')
  const settings = {
    systemPrompt: systems.map(({ content }) => textOf(content)).join('\n\n'),
    parameters: parametersOf(body),
  }
  const left = [
    ...(messages.length > systems.length + 1 ? ['the earlier messages'] : []),
    ...(typeof last.content === 'string' || isTextOnly(last.content) ? [] : ['what is not text']),
  ]
  const document: CompareDocument = {
    page: 'compare',
    panes: [
      {
        id: newId(),
        endpoint,
        isSynced: true,
        settings: { systemPrompt: '', parameters: {} },
        draft: '',
        hue: 0,
      },
    ],
    settings,
    turns: [],
    setAside: [],
    draft: textOf(last.content),
  }
  return left.length === 0
    ? { document }
    : { document, note: `The last prompt is here without ${left.join(' and ')}. Open in Query has the whole request.` }
}

/** Set by the server for each request, or another part of the comparison. */
const ownFields = new Set(['messages', 'model', 'stream', 'stream_options', 'client_request_id'])

export function parametersOf(body: Record<string, unknown>): Parameters {
  const parameters: Parameters = {}
  const extra: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(body)) {
    if (ownFields.has(name)) continue
    const row = parameterRows.find((known) => known.name === name)
    const isNumber = typeof value === 'number' && (!row?.isInteger || Number.isInteger(value))
    if (row !== undefined && isNumber) parameters[row.name] = value
    else if (name === 'stop' && Array.isArray(value) && value.every((item) => typeof item === 'string'))
      parameters.stop = value
    else if (name === 'stop' && typeof value === 'string') parameters.stop = [value]
    else extra[name] = value
  }
  return Object.keys(extra).length === 0 ? parameters : { ...parameters, extra: JSON.stringify(extra, null, 2) }
}

interface Message {
  role: string
  content: unknown
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'role' in value && 'content' in value
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .flatMap((part: { text?: unknown } | null) => (typeof part?.text === 'string' ? part.text : []))
    .join('\n')
}

function isTextOnly(content: unknown): boolean {
  return Array.isArray(content) && content.every((part: { type?: unknown } | null) => part?.type === 'text')
}

export function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
