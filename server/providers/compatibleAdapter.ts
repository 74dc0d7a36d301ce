import { FailureError } from '../contract/failure.ts'
import type { SentRequest } from '../contract/invocation.ts'
import { rewriteObject } from '../contract/jsonRewrite.ts'
import { JsonError, readJsonObject } from '../contract/jsonText.ts'
import type { Credential } from '../wire/credential.ts'
import { joinUrl, parseOutboundUrl } from '../wire/outboundUrl.ts'
import { maskHeader, type Redactor } from '../wire/redact.ts'
import type { Wire, WireAnswer } from '../wire/wire.ts'
import type { Adapter, ProviderCall, ProviderSink } from './adapter.ts'
import { answerFailure } from './answerFailure.ts'
import { compatibleForward } from './compatibleForward.ts'
import { pathOf } from './compatiblePath.ts'
import type { ProviderRow } from './providerRow.ts'
import { createUpstreamCredential, orAborted, refusesToken } from './upstreamCredential.ts'

export interface CompatibleUpstream {
  row: ProviderRow
  /** As people named it, where that says more than the provider's label (a custom base URL). */
  label?: string
  baseUrl: string
  /** The stored secret; undefined where none is set. Read at every call: it may have been replaced. */
  readCredential(): string | undefined
  wire: Wire
}

/** OpenAI's wire: the caller's body goes out as it stands, but for `model`, `stream` and `stream_options`. */
export function compatibleAdapter(upstream: CompatibleUpstream): Adapter {
  const label = upstream.label ?? upstream.row.label
  const held = createUpstreamCredential({ ...upstream, label })
  const adapter: Adapter = async (call, sink, signal) => {
    const read = held.read()
    const sent = read instanceof Promise ? await orAborted(read, signal) : read
    const url = joinUrl(parseOutboundUrl(upstream.baseUrl), pathOf(upstream.row, call.task, call.model))
    const context: CallContext = {
      ...sent,
      label,
      url,
      wire: upstream.wire,
      headers: upstream.row.headers,
      model: call.model,
    }
    const body = call.text === undefined ? bodyOf(upstream.row, call) : {}
    const text = call.text === undefined ? JSON.stringify(body) : textOf(upstream.row, call.model, call.text)
    let answer = await send(context, text, sink, signal)
    // A token may be withdrawn before its time: one that was fetched is fetched once more, and the request repeated.
    const renewed = refusesToken(answer.status, answer.body) ? held.renew(sent) : undefined
    if (renewed !== undefined) {
      Object.assign(context, await orAborted(renewed, signal))
      answer = await send(context, text, sink, signal)
    }
    if (answer.status < 300) return finish(answer, sink)
    const ownOptions = body.stream_options !== undefined && call.body.stream_options === undefined
    if (ownOptions && answer.status === 400 && answer.body?.includes('stream_options')) {
      // Ours, not the caller's: it must not cost the answer where an upstream does not know it. No token has come yet.
      const { stream_options: _, ...withoutOptions } = body
      const second = await send(context, JSON.stringify(withoutOptions), sink, signal, {
        repeatedWithout: 'stream_options',
      })
      if (second.status < 300) return finish(second, sink)
      throw refusal(second, context, sink)
    }
    throw refusal(answer, context, sink)
  }
  return Object.assign(adapter, {
    secrets: held.secrets,
    forward: compatibleForward(upstream, label, held),
    takesResponses: upstream.row.paths.responses !== undefined,
  })
}

interface CallContext {
  label: string
  url: URL
  wire: Wire
  credential: Credential | undefined
  redactor: Redactor
  headers: Record<string, string> | undefined
  model: string
}

async function send(
  { label, url, wire, credential, redactor, headers }: CallContext,
  text: string,
  sink: ProviderSink,
  signal: AbortSignal,
  remark: Pick<SentRequest, 'repeatedWithout'> = {},
): Promise<WireAnswer> {
  sink.onSent({ ...sentRequest({ url, body: text, credential, redactor, headers }), ...remark })
  return wire.stream(
    { method: 'POST', url, body: text, credential, label, ...(headers === undefined ? {} : { headers }) },
    {
      onAnswered: (status, headers) => sink.onAnswered(status, redactor.headers(headers)),
      onEvent: (data, event) => sink.onEvent(event === 'error' ? asError(data) : data),
    },
    signal,
  )
}

function finish(answer: WireAnswer, sink: ProviderSink): void {
  if (answer.body !== null) sink.onBody(answer.body)
}

function refusal(
  answer: WireAnswer,
  { label, redactor, credential, model }: CallContext,
  sink: ProviderSink,
): FailureError {
  const body = answer.body ?? ''
  sink.onBody(redactor.all(body))
  return answerFailure({
    status: answer.status,
    headers: answer.headers,
    body,
    label,
    model,
    redactor,
    hasCredential: credential !== undefined,
  })
}

function bodyOf(row: ProviderRow, call: ProviderCall): Record<string, unknown> {
  const { model: _, stream: __, ...own } = call.body
  return {
    ...(row.bodyNamesModel ? { model: call.model } : {}),
    ...own,
    ...(call.task === 'llm/v1/embeddings' || call.task === 'custom' ? {} : { stream: call.isStreamed }),
    ...(call.isStreamed && row.asksForUsage && own.stream_options === undefined
      ? { stream_options: { include_usage: true } }
      : {}),
  }
}

/** As a person wrote it. Only the model is set, where the upstream is told one; what is no object is sent as it is. */
function textOf(row: ProviderRow, model: string, text: string): string {
  if (!row.bodyNamesModel) return text
  const bytes = Buffer.from(text)
  try {
    const object = readJsonObject(bytes)
    const changes = new Map([['model', Buffer.from(JSON.stringify(model))]])
    return Buffer.from(rewriteObject(bytes, object, changes)).toString()
  } catch (error) {
    if (error instanceof JsonError) return text
    throw error
  }
}

function sentRequest({
  url,
  body,
  credential,
  redactor,
  headers,
}: Pick<CallContext, 'url' | 'credential' | 'redactor' | 'headers'> & { body: string }): SentRequest {
  return {
    method: 'POST',
    url: redactor.all(url.href),
    headers: {
      ...redactor.headers({
        accept: 'text/event-stream, application/json',
        'content-type': 'application/json',
        ...headers,
      }),
      // Whatever its header is called, and however short it is.
      ...(credential === undefined ? {} : { [credential.header.name]: maskHeader(credential.header.value) }),
    },
    body: redactor.values(body),
  }
}

/** `event: error` with data in whatever shape: invoke reads errors from the data alone. */
function asError(data: string): string {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value === 'object' && value !== null && 'error' in value) return data
    return JSON.stringify({ error: value })
  } catch {
    return JSON.stringify({ error: { message: data } })
  }
}
