import { FailureError, type Failure } from '../contract/failure.ts'

/** What can go wrong with a run itself, in words. */
export function serverClosing(): Failure {
  return {
    kind: 'server-closing',
    message: 'AI Playground was shut down here. What had arrived is kept. Start it again and retry.',
    isRetryable: true,
  }
}

export function internalFailure(name: string): Failure {
  return {
    kind: 'internal',
    message: `The endpoint ${name} could not be read because of a mistake in AI Playground itself. Try again.`,
    isRetryable: true,
  }
}

export function conflict(message: string, field?: string): FailureError {
  return new FailureError({ kind: 'conflict', message, isRetryable: false, ...(field === undefined ? {} : { field }) })
}

export function tooManyLive(most: number): FailureError {
  return new FailureError({
    kind: 'rate-limited',
    message: `More than ${most} invocations are under way. Stop some, or wait for them to end.`,
    isRetryable: true,
    retryAfterMs: 1000,
  })
}

export function noSuchRun(): FailureError {
  return new FailureError({
    kind: 'not-found',
    message: 'This run is over or never was. Its replies are in the saved session.',
    isRetryable: false,
  })
}
