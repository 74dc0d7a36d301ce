import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import type { Invocation } from '../contract/invocation.ts'
import type { Reply } from '../contract/reply.ts'
import type { ForwardedReading } from './invocationWriter.ts'
import type { InvocationRecord } from './schema.ts'

/** What is known of a run's invocation when it begins. */
export type Beginning = Pick<
  Invocation,
  'id' | 'runId' | 'sessionId' | 'endpoint' | 'model' | 'providerLabel' | 'task' | 'startedAt'
> & { servedModel: string; requestBody: Record<string, unknown> | string; remark?: string }

/** And when it has ended. */
export type Ending = Pick<Invocation, 'reply' | 'request' | 'response' | 'events' | 'eventsOmitted' | 'body'>

/** The columns of an invocation, always in the same order. */
export function pageRecord(
  beginning: Beginning,
  { reply, ending, remark }: { reply: Reply; ending?: Ending | undefined; remark: string | null },
  toText: (reply: Reply) => string = JSON.stringify,
): InvocationRecord {
  return {
    id: beginning.id,
    run_id: beginning.runId,
    session_id: beginning.sessionId,
    endpoint: beginning.endpoint,
    model: beginning.model,
    provider_label: beginning.providerLabel,
    task: beginning.task,
    started_at: beginning.startedAt,
    origin: 'page',
    served_model: beginning.servedModel,
    client_request_id: null,
    requester: null,
    user_agent: null,
    ...replyColumns(reply, toText),
    remark,
    request_body: textOf(beginning.requestBody),
    ...endColumns(ending),
  }
}

export function forwardedRecord(record: ForwardedInvocation, reading: ForwardedReading): InvocationRecord {
  return {
    id: record.id,
    run_id: record.id,
    session_id: null,
    endpoint: record.endpoint,
    model: record.model,
    provider_label: record.providerLabel,
    task: record.task,
    started_at: record.startedAt,
    origin: 'api',
    served_model: record.servedModel,
    client_request_id: record.clientRequestId,
    requester: record.requester,
    user_agent: reading.userAgent,
    ...replyColumns(reading.reply),
    status_code: record.statusCode,
    remark: record.remark ?? null,
    request_body: reading.requestBody,
    ...endColumns(reading),
  }
}

export function replyColumns(reply: Reply, toText: (reply: Reply) => string = JSON.stringify) {
  return {
    status: reply.status,
    status_code: reply.httpStatus ?? null,
    prompt_tokens: reply.usage?.promptTokens ?? null,
    completion_tokens: reply.usage?.completionTokens ?? null,
    ms_to_first_token: reply.timings?.msToFirstToken ?? null,
    ms_total: reply.timings?.msTotal ?? null,
    // A fallback that answered: whom it was meant for was written when it began.
    ...(reply.served === undefined ? {} : { served_model: reply.served }),
    reply: toText(reply),
  }
}

export function endColumns(
  ending: Ending | undefined,
): Pick<InvocationRecord, 'request' | 'response' | 'events' | 'events_omitted' | 'body'> {
  return {
    request: ending?.request ? JSON.stringify(ending.request) : null,
    response: ending?.response ? JSON.stringify(ending.response) : null,
    events: ending === undefined || ending.events.length === 0 ? '[]' : JSON.stringify(ending.events),
    events_omitted: ending?.eventsOmitted ?? 0,
    body: ending?.body ?? null,
  }
}

export function textOf(body: Record<string, unknown> | string): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}
