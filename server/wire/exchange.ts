import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { FailureError } from '../contract/failure.ts'
import type { OutboundAgent } from './connector.ts'
import { decodeContent, type ContentDecoder } from './contentEncoding.ts'
import { redirectFailure, wireFailure } from './wireFailure.ts'

export interface Timeouts {
  msToConnect: number
  /** From the request's last byte to the answer's headers. */
  msToHeaders: number
  /** Silence inside the answer. */
  msIdle: number
}

export interface ExchangeRequest {
  method: 'GET' | 'POST'
  url: URL
  headers: Record<string, string>
  body?: string | Uint8Array | undefined
  timeouts: Timeouts
  /** Who answers, as people say it: the subject of every failure's sentence. */
  label: string
}

export interface ExchangeSink {
  onHead(status: number, headers: Record<string, string>): void
  /** A returned promise is backpressure; `'enough'` ends the exchange and closes the connection. */
  onBytes(chunk: Uint8Array): void | Promise<void> | 'enough'
}

/**
 * One request and its answer's bytes. Settles exactly once: resolves at the answer's clean end, rejects with a
 * FailureError or with the signal's reason. Once settled early, the connection is destroyed and the sink hears nothing.
 */
export function exchange(
  agent: OutboundAgent,
  request: ExchangeRequest,
  sink: ExchangeSink,
  signal: AbortSignal,
  nowMs: () => number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const startedAt = nowMs()
    let controller: Dispatcher.DispatchController | undefined
    let decoder: ContentDecoder | undefined
    let isSettled = false
    let hasHead = false
    let isEnded = false
    let isBlocked = false
    /** Bytes undici delivers in spite of the pause when the peer has closed: bounded by the socket's buffer. */
    const held: Uint8Array[] = []

    const settle = (finish: () => void) => {
      if (isSettled) return
      isSettled = true
      signal.removeEventListener('abort', onAbort)
      held.length = 0
      decoder?.destroy()
      finish()
    }
    const fail = (error: unknown) =>
      settle(() => {
        controller?.abort(error instanceof Error ? error : new Error('stopped'))
        reject(error)
      })
    const onAbort = () => fail(signal.reason)
    signal.addEventListener('abort', onAbort)

    const enough = () =>
      settle(() => {
        controller?.abort(new Error('enough'))
        resolve()
      })
    const toFailure = (error: Error) =>
      wireFailure(error, { label: request.label, url: request.url, timeouts: request.timeouts, hasHead })

    const deliver = (chunk: Uint8Array) => {
      const answer = decoder === undefined ? sink.onBytes(chunk) : decoder.write(chunk)
      if (answer === 'enough') return enough()
      if (answer === undefined) return
      isBlocked = true
      controller?.pause()
      answer.then(unblock, (error: unknown) => fail(error instanceof Error ? toFailure(error) : error))
    }
    const isOpen = () => !isSettled && !isBlocked
    const unblock = () => {
      isBlocked = false
      try {
        let chunk: Uint8Array | undefined
        while (isOpen() && (chunk = held.shift()) !== undefined) deliver(chunk)
      } catch (error) {
        fail(error)
      }
      if (!isOpen()) return
      if (isEnded) finish()
      else controller?.resume()
    }
    const finish = () => {
      if (decoder === undefined) return settle(resolve)
      decoder.end().then(
        () => settle(resolve),
        (error: unknown) => fail(error instanceof Error ? toFailure(error) : error),
      )
    }

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        if (isSettled) return started.abort(new Error('stopped'))
        controller = started
      },
      onResponseStart(_, status, rawHeaders) {
        if (status < 200 || isSettled) return // 103 Early Hints and their like
        const headers = flatten(rawHeaders)
        hasHead = true
        try {
          if (status >= 300 && status < 400) throw redirectFailure(status, headers.location, request)
          decoder = decodeContent(headers['content-encoding'], request.label, {
            onBytes(chunk) {
              const answer = isSettled ? undefined : sink.onBytes(chunk)
              return answer === 'enough' ? enough() : answer
            },
            onError: (error) => fail(error instanceof Error ? toFailure(error) : error),
          })
          sink.onHead(status, headers)
        } catch (error) {
          fail(error)
        }
      },
      onResponseData(_, chunk) {
        if (isSettled) return
        if (isBlocked) return void held.push(chunk)
        try {
          deliver(chunk)
        } catch (error) {
          fail(error)
        }
      },
      onResponseEnd() {
        isEnded = true
        if (!isBlocked && !isSettled) finish()
      },
      onResponseError(_, error) {
        if (isSettled) return
        // Automatic repetition stops here: one try more where a kept-alive connection turns out to be closed by the
        // peer and no byte of an answer came. 429 and 503 are never repeated: in a comparison a silent second try
        // would be measured as the model's time, and the person decides whether to spend again.
        const connectedAt = agent.connectedAt(error)
        if (!hasHead && connectedAt !== undefined && connectedAt < startedAt && !wasRepeated && !isTimeout(error)) {
          wasRepeated = true
          return dispatch()
        }
        fail(toFailure(error))
      },
    }
    let wasRepeated = false
    const dispatch = () => {
      try {
        agent.dispatcher.dispatch(
          {
            origin: request.url.origin,
            path: request.url.pathname + request.url.search,
            method: request.method,
            headers: request.headers,
            body: request.body ?? null,
            headersTimeout: request.timeouts.msToHeaders,
            bodyTimeout: request.timeouts.msIdle,
          },
          handler,
        )
      } catch (error) {
        fail(
          error instanceof FailureError ? error : toFailure(error instanceof Error ? error : new Error(String(error))),
        )
      }
    }
    dispatch()
  })
}

function isTimeout(error: Error): boolean {
  return 'code' in error && error.code === 'UND_ERR_HEADERS_TIMEOUT'
}

/** Repeated headers joined with a comma, as RFC 9110, section 5.3 allows. */
function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  return flat
}
