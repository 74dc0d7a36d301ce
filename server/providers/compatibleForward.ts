import { rewriteObject } from '../contract/jsonRewrite.ts'
import { memberOf, readObjectAt } from '../contract/jsonText.ts'
import type { FailureError } from '../contract/failure.ts'
import { joinUrl, parseOutboundUrl } from '../wire/outboundUrl.ts'
import type { Wire, WireRequest } from '../wire/wire.ts'
import { answerFailure } from './answerFailure.ts'
import { pathOf } from './compatiblePath.ts'
import type { Forward, ForwardCall, ForwardSink } from './forward.ts'
import type { ProviderRow } from './providerRow.ts'
import { orAborted, refusesToken, type SentCredential, type UpstreamCredential } from './upstreamCredential.ts'

/** Enough of a refusal to find the provider's words in. */
const maxRefusalBytes = 64 * 1024
const maxKnownUrls = 500

/** OpenAI's wire, byte for byte: what the caller wrote goes out as written, but for `model` and `stream_options`. */
export function compatibleForward(
  { row, wire, baseUrl }: { row: ProviderRow; wire: Wire; baseUrl: string },
  label: string,
  held: UpstreamCredential,
): Forward {
  const urls = new Map<string, URL>()
  /** Models that refused `stream_options` with 400: they are not asked for usage again. */
  const withoutOptions = new Set<string>()

  function urlOf(call: ForwardCall): URL {
    const path = pathOf(row, call.isResponses ? 'responses' : call.task, call.model)
    const known = urls.get(path)
    if (known !== undefined) return known
    const url = joinUrl(parseOutboundUrl(baseUrl), path)
    if (urls.size >= maxKnownUrls) urls.clear()
    urls.set(path, url)
    return url
  }

  /** Undefined where the answer has been passed on; else what was refused. */
  async function send(
    call: ForwardCall,
    body: Uint8Array,
    { credential, redactor }: SentCredential,
    sink: ForwardSink,
    signal: AbortSignal,
  ): Promise<Refused | undefined> {
    const url = urlOf(call)
    const request: WireRequest = { method: 'POST', url, body, credential, label }
    if (row.headers !== undefined) request.headers = row.headers
    sink.onSent({ method: 'POST', url: url.href, headers: shownHeaders(request), body })
    let refused: { status: number; headers: Record<string, string> } | undefined
    const chunks: Uint8Array[] = []
    let byteLength = 0
    await wire.forward(
      request,
      {
        onHead(status, headers) {
          if (status >= 300) refused = { status, headers }
          sink.onAnswered(status, headers)
        },
        onBytes(chunk) {
          if (refused === undefined) return sink.onBytes(chunk)
          chunks.push(chunk)
          byteLength += chunk.length
          if (byteLength > maxRefusalBytes) return 'enough'
        },
      },
      signal,
    )
    if (refused === undefined) return undefined
    const bytes = Buffer.concat(chunks)
    const { model } = call
    const text = bytes.toString()
    const failure = answerFailure({
      ...refused,
      body: text,
      label,
      model,
      redactor,
      hasCredential: credential !== undefined,
    })
    return { status: refused.status, bytes, text, failure }
  }

  return async (call, sink, signal) => {
    const asksForUsage = row.asksForUsage && !withoutOptions.has(call.model)
    const body = bodyOf(call, row.bodyNamesModel, asksForUsage)
    const read = held.read()
    let sent = read instanceof Promise ? await orAborted(read, signal) : read
    let refused = await send(call, body, sent, sink, signal)
    if (refused === undefined) return
    // A token may be withdrawn before its time: one that was fetched is fetched once more, and the request repeated.
    const renewed = refusesToken(refused.status, refused.text) ? held.renew(sent) : undefined
    if (renewed !== undefined) {
      sent = await orAborted(renewed, signal)
      refused = await send(call, body, sent, sink, signal)
    } else if (asksForUsage && refused.status === 400 && refused.text.includes('stream_options')) {
      const plain = bodyOf(call, row.bodyNamesModel, false)
      // Ours, not the caller's: it must not cost the answer where an upstream does not know it. No byte has come yet.
      if (!Buffer.from(plain).equals(body)) {
        refused = await send(call, plain, sent, sink, signal)
        if (refused === undefined) withoutOptions.add(call.model)
      }
    }
    if (refused === undefined) return
    sink.onRefusal(refused.bytes)
    throw refused.failure
  }
}

interface Refused {
  status: number
  bytes: Uint8Array
  text: string
  failure: FailureError
}

function bodyOf(call: ForwardCall, namesModel: boolean, asksForUsage: boolean): Uint8Array {
  const { task, body, object, isStreamed, isResponses } = call
  // A custom model's payload is its own: any further member may be one column too many.
  if (task === 'custom') return body
  const changes = new Map<string, Uint8Array | null>()
  if (namesModel) changes.set('model', Buffer.from(JSON.stringify(call.model)))
  else if (memberOf(object, 'model') !== undefined) changes.set('model', null)
  if (asksForUsage && isStreamed && !isResponses) {
    const options = usageOptions(call)
    if (options !== undefined) changes.set('stream_options', options)
  }
  return changes.size === 0 ? body : rewriteObject(body, object, changes)
}

/** Usage is always asked for; who did not ask is not sent it. Undefined where the caller asked. */
function usageOptions({ body, object }: ForwardCall): Uint8Array | undefined {
  const given = memberOf(object, 'stream_options')
  if (given === undefined || body[given.valueStart] !== openBrace) return Buffer.from('{"include_usage":true}')
  const options = readObjectAt(body, given.valueStart)
  const own = memberOf(options, 'include_usage')
  if (own !== undefined && body[own.valueStart] === letterT) return undefined
  return rewriteObject(body, options, new Map([['include_usage', Buffer.from('true')]]))
}

function shownHeaders({ headers, credential }: WireRequest): Record<string, string> {
  const shown: Record<string, string> = {
    accept: 'text/event-stream, application/json',
    'content-type': 'application/json',
    ...headers,
  }
  if (credential !== undefined) shown[credential.header.name] = credential.header.value
  return shown
}

const openBrace = 0x7b
const letterT = 0x74
