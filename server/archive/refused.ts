import { FailureError } from '../contract/failure.ts'

/** A file that cannot be taken, and why, in a sentence. Whoever took it says what came in before. */
export function refused(message: string): FailureError {
  return new FailureError({ kind: 'bad-request', message, isRetryable: false })
}

export function tooLarge(message: string): FailureError {
  return new FailureError({ kind: 'too-large', message, isRetryable: false })
}
