import { ZodError } from 'zod'
import { FailureError, type Failure } from '../contract/failure.ts'
import { withoutTransientWords } from './transientWords.ts'

/**
 * The names of what can go wrong that every client knows. MLflow derives the HTTP status from this name and takes any
 * other for 500, which it repeats for minutes (mlflow/exceptions.py; observed with MLflow 3).
 */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'INVALID_PARAMETER_VALUE'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'ENDPOINT_NOT_FOUND'
  | 'RESOURCE_DOES_NOT_EXIST'
  | 'RESOURCE_CONFLICT'
  | 'RESOURCE_ALREADY_EXISTS'
  | 'REQUEST_LIMIT_EXCEEDED'
  | 'INTERNAL_ERROR'
  | 'NOT_IMPLEMENTED'
  | 'TEMPORARILY_UNAVAILABLE'
  | 'DEADLINE_EXCEEDED'

/** Thrown by the routes of the workspace where they know Databricks' own name for what went wrong. */
export class WorkspaceError extends Error {
  readonly status: number
  readonly code: ErrorCode
  constructor(status: number, code: ErrorCode, message: string) {
    super(message)
    this.name = 'WorkspaceError'
    this.status = status
    this.code = code
  }
}

export function badRequest(words: string): WorkspaceError {
  return new WorkspaceError(400, 'BAD_REQUEST', `Bad request: ${words}`)
}

export interface ErrorAnswer {
  status: number
  headers: Record<string, string>
  /** Flat: a nested `error` would replace the message in the SDK. */
  body: { error_code: ErrorCode; message: string }
  /** A mistake of our own, of which the client is told nothing more. */
  isOurs: boolean
}

/** What a thrown thing is to a client of Databricks: always JSON, always with a code it knows. */
export function workspaceError(error: unknown): ErrorAnswer {
  if (error instanceof WorkspaceError) return answer(error.status, error.code, error.message)
  if (error instanceof FailureError) return errorOfFailure(error.failure)
  if (error instanceof ZodError) return answer(400, 'INVALID_PARAMETER_VALUE', wordsOfZod(error))
  const status = statusOfFastify(error)
  if (status === 413)
    return answer(413, 'INVALID_PARAMETER_VALUE', 'The request body is too large: at most 32 MB are taken.')
  if (status !== undefined && status < 500 && error instanceof Error)
    return answer(status, codeOf(status), `Bad request: ${error.message.replace(/\.$/, '')}.`)
  return {
    ...answer(500, 'INTERNAL_ERROR', 'AI Playground failed at this request. Its terminal says more.'),
    isOurs: true,
  }
}

/** Databricks' own words, which tools recognise; they do not say the name, which came from the caller. */
const unknownEndpoint =
  'The given endpoint does not exist, please retry after checking the specified model and version deployment exists.'

/** Also said inside a stream, where the status has long gone out. */
export function errorOfFailure(failure: Failure): ErrorAnswer {
  const status = statusOf(failure)
  const words = failure.providerMessage === undefined ? '' : ` ${failure.providerMessage}`
  const message = failure.kind === 'not-found' ? unknownEndpoint : failure.message + words
  const made = answer(status, codeOfFailure(failure, status), message)
  if (status === 429 || status === 503)
    // Whole seconds, never less than it takes: the SDK sleeps as long as this says, for up to 300 s in all.
    made.headers['retry-after'] = String(Math.min(3600, Math.max(1, Math.ceil((failure.retryAfterMs ?? 1000) / 1000))))
  // OpenAI's clients repeat 408, 409, 429 and 5xx by themselves, unless told that it is of no use.
  if (!failure.isRetryable && status >= 500) made.headers['x-should-retry'] = 'false'
  return made
}

/** The upstream's own status where it answered; else what the failure is to the caller. */
function statusOf({ kind, status, isRetryable }: Failure): number {
  if (kind === 'bad-request' || kind === 'too-large') return status ?? (kind === 'too-large' ? 413 : 400)
  if (kind === 'redirected') return 502
  if (status === 408) return 504
  if (status === 529) return 503
  if (status !== undefined && status >= 400) return status
  switch (kind) {
    case 'forbidden':
      return 403
    case 'not-found':
    case 'model-not-found':
      return 404
    case 'conflict':
      return 409
    case 'rate-limited':
      return 429
    // Nothing a repetition changes: a person has to set the endpoint right.
    case 'address-refused':
    case 'credential-missing':
    case 'credential-refused':
    case 'request-rejected':
      return 400
    case 'endpoint-removed':
      return 404
    case 'model-not-ready':
      return isRetryable ? 503 : 400
    case 'overloaded':
    case 'server-closing':
    case 'not-saved':
      return 503
    case 'connect-timeout':
    case 'response-timeout':
    case 'idle-timeout':
      return 504
    case 'internal':
      return 500
    default:
      return 502
  }
}

function codeOfFailure({ kind, status }: Failure, answered: number): ErrorCode {
  if (kind === 'not-found' || kind === 'endpoint-removed') return 'ENDPOINT_NOT_FOUND'
  if (kind === 'request-rejected' && (status === undefined || status === 400)) return 'BAD_REQUEST'
  return codeOf(answered)
}

function codeOf(status: number): ErrorCode {
  switch (status) {
    case 400:
      return 'BAD_REQUEST'
    case 401:
      return 'UNAUTHENTICATED'
    case 403:
      return 'PERMISSION_DENIED'
    case 404:
      return 'NOT_FOUND'
    case 409:
      return 'RESOURCE_CONFLICT'
    case 429:
      return 'REQUEST_LIMIT_EXCEEDED'
    case 501:
      return 'NOT_IMPLEMENTED'
    case 503:
      return 'TEMPORARILY_UNAVAILABLE'
    case 504:
      return 'DEADLINE_EXCEEDED'
    default:
      return status >= 500 ? 'INTERNAL_ERROR' : 'INVALID_PARAMETER_VALUE'
  }
}

function answer(status: number, code: ErrorCode, message: string): ErrorAnswer {
  return { status, headers: {}, body: { error_code: code, message: withoutTransientWords(message) }, isOurs: false }
}

function wordsOfZod(error: ZodError): string {
  const [issue] = error.issues
  const field = issue?.path.join('.') ?? ''
  return `${field === '' ? 'The request' : `The field ${field}`} is not as expected: ${issue?.message ?? 'unknown'}.`
}

function statusOfFastify(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('FST_')) return undefined
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
}
