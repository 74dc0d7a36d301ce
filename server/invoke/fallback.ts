import { FailureError, type FailureKind } from '../contract/failure.ts'
import type { Served } from './target.ts'

/**
 * Asks `first`, and while that fails as `mayFallBack` says, the others in their order; the last failure is the answer's.
 * `isOut`: whether anything of an answer has gone out, after which nobody can take the failed one's place.
 */
export async function askInTurn<Answer>(
  [first, ...others]: [Served, ...Served[]],
  ask: (served: Served) => Promise<Answer>,
  isOut: () => boolean,
): Promise<Answer> {
  let failed: Promise<Answer> = ask(first)
  for (const other of others) {
    try {
      return await failed
    } catch (error) {
      if (isOut() || !mayFallBack(error)) throw error
      failed = ask(other)
    }
  }
  return failed
}

/**
 * Whether another served entity is asked in place of the one that failed so: it was not reached, or answered 429 or 5xx.
 * What the caller did wrong (400) and what a person must mend (401, 404) would only be hidden. The caller of this
 * function knows whether a byte of the answer is already out; then nothing may take its place.
 * source (429 and 5xx): https://docs.databricks.com/aws/en/ai-gateway/configure-endpoints-beta, read 2026-11-22
 */
export function mayFallBack(error: unknown): error is FailureError {
  return error instanceof FailureError && fallsBack.has(error.failure.kind)
}

const fallsBack: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'unreachable',
  'tls',
  'connect-timeout',
  'response-timeout',
  'rate-limited',
  'overloaded',
  'upstream-error',
])
