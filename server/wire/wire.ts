import type { LookupFunction } from 'node:net'
import { FailureError } from '../contract/failure.ts'
import { maxUpstreamEventBytes } from '../contract/limits.ts'
import type { AddressPolicy } from './addressPolicy.ts'
import { createAgent } from './connector.ts'
import { withCredential, type Credential } from './credential.ts'
import { createEventDecoder, type EventDecoder } from './eventDecoder.ts'
import { exchange, type ExchangeSink, type Timeouts } from './exchange.ts'
import { createDownloader, type OpenDownload } from './openDownload.ts'

export interface WireRequest {
  method: 'GET' | 'POST'
  url: URL
  headers?: Record<string, string>
  body?: string | Uint8Array
  credential?: Credential | undefined
  timeouts?: Partial<Timeouts>
  /** Who answers, as people say it. */
  label: string
}

interface WireHandlers {
  onAnswered(status: number, headers: Record<string, string>): void
  /** A returned promise is backpressure, up to the upstream's socket. */
  onEvent: (data: string, event: string | undefined) => void | Promise<void>
}

/** `body`: the whole text of an answer that was no event stream, or the first 64 KB of a refusal; else null. */
export interface WireAnswer {
  status: number
  headers: Record<string, string>
  body: string | null
}

/** The only way out of this process. Every method rejects with a FailureError, or with the signal's reason. */
export interface Wire {
  /** For invocations: an event stream, or whatever came in its place. */
  stream(request: WireRequest, handlers: WireHandlers, signal: AbortSignal): Promise<WireAnswer>
  /** For what is passed on: status, headers and the bytes of the answer, its content encoding undone. */
  forward(request: WireRequest, sink: ExchangeSink, signal: AbortSignal): Promise<void>
  /** For lists: the whole body, whatever its status. */
  requestText(request: WireRequest, signal: AbortSignal): Promise<WireAnswer & { body: string }>
  openDownload: OpenDownload
  close(): Promise<void>
}

export interface WireOptions {
  policy: AddressPolicy
  timeouts?: Partial<Timeouts>
  nowMs?: () => number
  lookup?: LookupFunction
  ca?: string
}

/** Local models may think for minutes before the first byte; undici's own limit of 300 s cut them. */
const defaultTimeouts: Timeouts = { msToConnect: 10_000, msToHeaders: 600_000, msIdle: 600_000 }

const anyAnswer = 'text/event-stream, application/json'
const bareHeaders = { 'accept-encoding': 'identity', 'user-agent': 'ai-playground' }
const bodyHeaders = { ...bareHeaders, 'content-type': 'application/json' }

/** Room for the JSON around an answer of `maxAnswerBytes`, logprobs included. */
const maxBodyBytes = 32 * 1024 * 1024
/** Enough of a refusal to find the provider's words in; the rest of a 1 MB error page is not read. */
const maxRefusalBytes = 64 * 1024
/** Whatever an upstream wraps around its text, no answer is longer than this. */
const maxStreamBytes = 2 * 1024 * 1024 * 1024

export function createWire(options: WireOptions): Wire {
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const nowMs = options.nowMs ?? (() => performance.now())
  const agent = createAgent({
    policy: options.policy,
    msToConnect: timeouts.msToConnect,
    nowMs,
    lookup: options.lookup,
    ca: options.ca,
  })
  const downloader = createDownloader({ policy: options.policy, nowMs, lookup: options.lookup, ca: options.ca })

  function forward(request: WireRequest, sink: ExchangeSink, signal: AbortSignal, accept = anyAnswer): Promise<void> {
    const { method, url, body, label } = request
    const outgoing = { accept, ...(body === undefined ? bareHeaders : bodyHeaders), ...request.headers }
    const headers = withCredential(outgoing, request.credential, url)
    const own = request.timeouts === undefined ? timeouts : { ...timeouts, ...request.timeouts }
    return exchange(agent, { method, url, headers, body, timeouts: own, label }, sink, signal, nowMs)
  }

  async function send(request: WireRequest, handlers: WireHandlers | null, signal: AbortSignal): Promise<WireAnswer> {
    let status = 0
    let headers: Record<string, string> = {}
    let reader: AnswerReader | undefined
    await forward(
      request,
      {
        onHead(answeredStatus, answeredHeaders) {
          status = answeredStatus
          headers = answeredHeaders
          reader = createReader(request.label, status, status < 300 ? handlers : null)
          handlers?.onAnswered(status, headers)
        },
        onBytes: (chunk) => reader?.write(chunk),
      },
      signal,
      handlers === null ? 'application/json' : anyAnswer,
    )
    await reader?.end()
    return { status, headers, body: reader?.body() ?? null }
  }

  return {
    stream: (request, handlers, signal) => send(request, handlers, signal),
    // A credential for another origin throws before anything is sent: here, too, as a rejection.
    forward: async (request, sink, signal) => forward(request, sink, signal),
    async requestText(request, signal) {
      const answer = await send(request, null, signal)
      return { ...answer, body: answer.body ?? '' }
    },
    openDownload: downloader.openDownload,
    async close() {
      await Promise.all([agent.dispatcher.destroy(), downloader.close()])
    },
  }
}

interface AnswerReader {
  write(chunk: Uint8Array): void | Promise<void> | 'enough'
  end(): void | Promise<void>
  body(): string | null
}

/**
 * An event stream is known by its bytes, not its content type: servers call it text/plain or application/json, and
 * error pages text/event-stream. A line that starts with `{`, `[` or `<` is never one of an event stream.
 */
function createReader(label: string, status: number, handlers: WireHandlers | null): AnswerReader {
  let events: EventDecoder | undefined
  let isBody = handlers === null
  let byteLength = 0
  const chunks: Uint8Array[] = []
  let leading: Uint8Array | undefined
  return {
    write(chunk) {
      byteLength += chunk.byteLength
      if (events !== undefined) {
        if (byteLength > maxStreamBytes) throw answerTooLong(label)
        return events.write(chunk)
      }
      if (!isBody && handlers !== null) {
        const seen = leading === undefined ? chunk : Buffer.concat([leading, chunk])
        const first = firstMeaningfulByte(seen)
        if (first === undefined && seen.byteLength < 1024) {
          leading = seen
          return
        }
        leading = undefined
        if (first === undefined || !bodyStarts.has(first)) {
          events = createEventDecoder({ label, maxEventCharacters: maxUpstreamEventBytes, onEvent: handlers.onEvent })
          return events.write(seen)
        }
        isBody = true
        chunks.push(seen)
        return
      }
      chunks.push(chunk)
      if (status >= 300 && byteLength > maxRefusalBytes) return 'enough'
      if (byteLength > maxBodyBytes) throw answerTooLong(label)
    },
    end: () => events?.end(),
    body: () => (isBody ? new TextDecoder().decode(Buffer.concat(chunks)) : null),
  }
}

const bodyStarts = new Set([0x7b, 0x5b, 0x3c]) // { [ <

function firstMeaningfulByte(bytes: Uint8Array): number | undefined {
  const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  if (!hasBom && bytes[0] === 0xef && bytes.byteLength < 3) return undefined
  for (let index = hasBom ? 3 : 0; index < bytes.byteLength; index++) {
    const byte = bytes[index] ?? 0
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte
  }
  return undefined
}

function answerTooLong(label: string): FailureError {
  return new FailureError({
    kind: 'answer-too-long',
    message: `${label} sent more than fits in one answer. It was ended there; what had arrived is kept.`,
    isRetryable: false,
  })
}
