import type { FastifyError } from 'fastify'
import { ZodError } from 'zod'
import { FailureError, type Failure, type FailureKind } from './contract/failure.ts'
import { whyOfPostgres } from './store/storeError.ts'

/** What a thrown thing is to the client: one place, so that no route words its own and no stack gets out. */
export function errorAnswer(error: unknown): { status: number; failure: Failure } {
  if (error instanceof FailureError)
    return { status: statusOf(error.failure), failure: withoutOwnStatus(error.failure) }
  if (error instanceof ZodError) return { status: 400, failure: failureOfZod(error) }
  if (isFastifyError(error)) {
    const status = error.statusCode ?? 500
    if (status === 413)
      return answer(413, 'too-large', 'The request body is too large. Shorten the prompts, or send to fewer panes.')
    if (status === 404) return answer(404, 'not-found', 'There is nothing at this address.')
    if (status >= 400 && status < 500) return answer(status, 'bad-request', `${error.message.replace(/\.$/, '')}.`)
  }
  const why = whyOfPostgres(error)
  if (why !== undefined)
    return answer(503, 'internal', `${why.charAt(0).toUpperCase()}${why.slice(1)}. Try again in a moment.`)
  return answer(500, 'internal', 'The server failed at this request. Its terminal says more.')
}

/** Failures of our own API have a status each; those about an upstream are a bad gateway. */
function statusOf({ kind, status }: Failure): number {
  switch (kind) {
    case 'bad-request':
    case 'address-refused':
      return status ?? 400
    case 'forbidden':
      return status ?? 403
    case 'not-found':
    case 'model-not-found':
      return 404
    case 'conflict':
      return 409
    case 'too-large':
      return status ?? 413
    case 'rate-limited':
      return 429
    case 'not-saved':
    case 'server-closing':
    case 'model-not-ready':
      return 503
    // Without a status no upstream was asked: a model of this machine refused it.
    case 'request-rejected':
      return status === undefined ? 400 : 502
    case 'internal':
      return 500
    default:
      return 502
  }
}

/** `status` in a failure means the upstream's; for our own kinds it only chose the answer's. */
function withoutOwnStatus(failure: Failure): Failure {
  if (failure.kind !== 'bad-request' && failure.kind !== 'too-large' && failure.kind !== 'forbidden') return failure
  const { status: _, ...rest } = failure
  return rest
}

function failureOfZod(error: ZodError): Failure {
  const [issue] = error.issues
  const field = issue?.path.join('.') ?? ''
  const where = field === '' ? 'The request' : `The field ${field}`
  return {
    kind: 'bad-request',
    message: `${where} is not as expected: ${issue?.message ?? 'unknown'}.`,
    isRetryable: false,
    ...(field === '' ? {} : { field }),
  }
}

function answer(status: number, kind: FailureKind, message: string): { status: number; failure: Failure } {
  return { status, failure: { kind, message, isRetryable: status >= 500 } }
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('FST_')
}
