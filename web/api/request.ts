import type { Failure } from '../../server/contract/failure.ts'

/** What our own API, or the way to it, answered instead of an answer. */
export class ApiError extends Error {
  readonly failure: Failure
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options)
    this.name = 'ApiError'
    this.failure = failure
  }
}

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON. */
  body?: unknown
  /** Sent as they are, in place of `body`. */
  bytes?: Uint8Array<ArrayBuffer> | Blob
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Outlives the page: the last save of a closing tab. Browsers allow 64 KiB for all such bodies together. */
  keepalive?: boolean
}

/**
 * One request to our own API, its JSON answer typed by the caller from the contract. Throws ApiError with the
 * server's own failure, or `unreachable` when no answer came; an abort is passed on as it is.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(path, options)
  const text = await response.text()
  if (!response.ok) throw new ApiError(failureOf(response.status, text))
  if (text === '') return undefined as Answer
  try {
    // The server is ours and typed by the same contract; validating again would put zod into the bundle.
    return JSON.parse(text) as Answer
  } catch (cause) {
    throw new ApiError(unexpectedAnswer(response.status), { cause })
  }
}

/** The same for an answer that is read as a stream. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', body, bytes, headers, signal, keepalive } = options
  const type = bytes !== undefined ? 'application/octet-stream' : body !== undefined ? 'application/json' : undefined
  try {
    return await fetch(path, {
      method,
      signal,
      keepalive,
      headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
      body: bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
      redirect: 'error',
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError(unreachable, { cause: error })
  }
}

/** The failure in an error answer's body, or one made from its status where a proxy answered instead of the server. */
export function failureOf(status: number, text: string): Failure {
  try {
    const body: unknown = JSON.parse(text)
    if (isFailure(body)) return body
    if (typeof body === 'object' && body !== null && 'failure' in body && isFailure(body.failure)) return body.failure
  } catch {
    return unexpectedAnswer(status)
  }
  return unexpectedAnswer(status)
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'kind' in value && 'message' in value
}

const unreachable: Failure = {
  kind: 'unreachable',
  message: 'The AI Playground server does not answer. Start it again with npm start; this page reconnects by itself.',
  isRetryable: true,
}

function unexpectedAnswer(status: number): Failure {
  return {
    kind: 'answer-invalid',
    message: `The server answered with status ${status} and no explanation. Reload the page; if it stays so, restart the server.`,
    isRetryable: true,
    status,
  }
}
