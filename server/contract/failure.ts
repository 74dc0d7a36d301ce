/**
 * The closed union of everything that can go wrong with an invocation or a request to our own API.
 * A stop by the user is not here: it is a status.
 */
export type FailureKind =
  // our own API
  | 'bad-request'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'forbidden'
  | 'not-saved'
  | 'internal'
  // reaching the upstream
  | 'address-refused' // our own rule forbids the address (cloud metadata, wrong scheme)
  | 'unreachable' // DNS, refused, reset before headers
  | 'tls'
  | 'connect-timeout'
  | 'response-timeout' // no headers within the limit
  | 'idle-timeout' // silence between tokens beyond the limit
  | 'redirected' // never followed: it would carry the credential elsewhere
  // what the upstream answered
  | 'credential-missing'
  | 'credential-refused' // 401, 403
  | 'model-not-found' // 404
  | 'request-rejected' // 400, 409, 413, 422 and other 4xx
  | 'rate-limited' // 429
  | 'overloaded' // 503, 529
  | 'upstream-error' // 5xx, an error object inside a stream
  | 'answer-cut' // the stream closed without a finish signal
  | 'answer-invalid' // not SSE, not JSON, HTML with status 200
  | 'answer-too-long'
  // this machine
  | 'model-not-ready' // not downloaded, still downloading
  | 'model-crashed' // the inference process died
  | 'endpoint-removed'
  | 'server-closing'

export interface Failure {
  kind: FailureKind
  /** What happened and what to do now, in plain words, ending with a full stop. Never holds a secret. */
  message: string
  /** True where the same request may succeed later without a change. */
  isRetryable: boolean
  /** The upstream's HTTP status, where it answered at all. */
  status?: number
  /** The provider's own words, secrets removed, at most `maxFailureBodyBytes`. */
  providerMessage?: string
  /** From Retry-After, in milliseconds from the moment the answer arrived. */
  retryAfterMs?: number
  /** The request field that was at fault, as a path like `invocations.3.body.temperature`. */
  field?: string
}

/** Thrown inside the server; turned into a response or a `failed` event once, at the edge. */
export class FailureError extends Error {
  readonly failure: Failure
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options)
    this.name = 'FailureError'
    this.failure = failure
  }
}
