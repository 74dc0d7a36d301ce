import type { RateLimit } from '../contract/servingEndpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type { FieldReader } from './fieldReader.ts'

/** Calls per minute that an endpoint takes, in all and from each requester. */
export interface CallLimits {
  perEndpoint?: number
  perRequester?: number
}

/**
 * What was asked for, as far as it can be kept. A limit that is not kept is refused: whoever set it would rely on it.
 * `path` is where the list stands.
 */
export function readRateLimits(limits: RateLimit[], path: PropertyKey[], { refuse }: FieldReader): CallLimits {
  const read: CallLimits = {}
  for (const [index, { calls, tokens, key = 'endpoint', renewal_period: period = 'minute' }] of limits.entries()) {
    const here = (name: string) => [...path, index, name]
    if (tokens !== undefined) refuse(here('tokens'), 'limits in tokens are not kept by this server. Set calls.')
    if (calls === undefined || calls < 1) return refuse(here('calls'), 'expected a whole number from 1.')
    if (period !== 'minute') refuse(here('renewal_period'), 'expected minute.')
    if (key !== 'endpoint' && key !== 'user')
      refuse(here('key'), `limits per ${key} are not kept by this server. Expected endpoint or user.`)
    const name = key === 'user' ? 'perRequester' : 'perEndpoint'
    read[name] = Math.min(read[name] ?? Infinity, calls)
  }
  return read
}

export interface RateLimiter {
  /** Counts a call. Throws FailureError (rate-limited) with the time until a call is taken again. */
  take(requester: string | null): void
}

const msPeriod = 60_000
/** Requesters are names of access tokens: a table this long was not filled by people. */
const maxRequesters = 10_000

/** Fixed windows: one begins with the first call after the last has passed, so that the time told is when it opens. */
export function createRateLimiter(
  endpointName: string,
  { perEndpoint, perRequester }: CallLimits,
  nowMs: () => number,
): RateLimiter {
  const all: Window = { calls: 0, endsAtMs: 0 }
  const own = new Map<string, Window>()

  function ownWindow(requester: string): Window {
    let window = own.get(requester)
    if (window === undefined) {
      if (own.size >= maxRequesters) own.clear()
      window = { calls: 0, endsAtMs: 0 }
      own.set(requester, window)
    }
    return window
  }

  return {
    take(requester) {
      const now = nowMs()
      const windows: [Window, number, string][] = []
      if (perEndpoint !== undefined) windows.push([all, perEndpoint, ''])
      if (perRequester !== undefined) windows.push([ownWindow(requester ?? ''), perRequester, ' per user'])
      for (const [window, calls, whose] of windows) {
        if (now >= window.endsAtMs) Object.assign(window, { calls: 0, endsAtMs: now + msPeriod })
        if (window.calls >= calls)
          throw exceeded(endpointName, `${calls} calls a minute${whose}`, window.endsAtMs - now)
      }
      // Only now: a call that one limit refuses must not use up another.
      for (const [window] of windows) window.calls++
    },
  }
}

interface Window {
  calls: number
  endsAtMs: number
}

/** Databricks' words first (contract 2.9), as clients may look for them. */
function exceeded(name: string, limit: string, retryAfterMs: number): FailureError {
  return new FailureError({
    kind: 'rate-limited',
    message: `User defined rate limit(s) exceeded for '${name}'. Requests-per-minute (RPM) rate limit exceeded (${limit}). Try again in ${Math.ceil(retryAfterMs / 1000)} s.`,
    isRetryable: true,
    retryAfterMs,
  })
}
