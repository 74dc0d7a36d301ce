import { FailureError } from '../contract/failure.ts'
import { whyNotSaved } from './storeError.ts'

/** What a write gives. A disk that refuses is not a bug: whoever asked is told why. */
export async function saved<Result>(write: Promise<Result>): Promise<Result> {
  try {
    return await write
  } catch (error) {
    throw new FailureError(
      { kind: 'not-saved', message: `Not saved: ${whyNotSaved(error)}.`, isRetryable: true },
      { cause: error },
    )
  }
}
