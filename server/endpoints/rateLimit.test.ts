import { describe, expect, it } from 'vitest'
import { FailureError } from '../contract/failure.ts'
import { apiFields } from './fieldReader.ts'
import { createRateLimiter, readRateLimits } from './rateLimit.ts'

function limiter(limits: Parameters<typeof readRateLimits>[0]) {
  let nowMs = 5000
  const { take } = createRateLimiter('mine', readRateLimits(limits, ['rate_limits'], apiFields), () => nowMs)
  const refusal = (requester: string | null = null) => {
    try {
      take(requester)
      return undefined
    } catch (error) {
      if (error instanceof FailureError) return error.failure
      throw error
    }
  }
  return { refusal, wait: (ms: number) => (nowMs += ms) }
}

describe('rate limits', () => {
  it('takes as many calls as were allowed, and tells truthfully when the next is taken', () => {
    const { refusal, wait } = limiter([{ calls: 2, renewal_period: 'minute' }])
    expect(refusal()).toBeUndefined()
    wait(20_000)
    expect(refusal()).toBeUndefined()
    expect(refusal()).toMatchObject({ kind: 'rate-limited', retryAfterMs: 40_000, isRetryable: true })
    expect(refusal()?.message).toMatch(
      /^User defined rate limit\(s\) exceeded for 'mine'. Requests-per-minute \(RPM\) rate limit exceeded/,
    )
    wait(39_999)
    expect(refusal()).toMatchObject({ retryAfterMs: 1 })
    wait(1)
    expect(refusal()).toBeUndefined()
  })

  it('counts each requester apart, and a call refused for one limit not against another', () => {
    const { refusal } = limiter([
      { calls: 3, key: 'endpoint' },
      { calls: 1, key: 'user' },
    ])
    expect(refusal('anna')).toBeUndefined()
    expect(refusal('anna')?.message).toContain('1 calls a minute per user')
    expect(refusal('bert')).toBeUndefined()
    expect(refusal(null)).toBeUndefined()
    expect(refusal('carl')?.message).toContain('3 calls a minute)')
  })

  it.each([
    [{ tokens: 1000 }, /rate_limits\.0\.tokens: limits in tokens are not kept/],
    [{ calls: 0 }, /rate_limits\.0\.calls: expected a whole number from 1/],
    [{ key: 'user' }, /rate_limits\.0\.calls/],
    [{ calls: 1, key: 'user_group' }, /rate_limits\.0\.key: limits per user_group are not kept/],
    [{ calls: 1, renewal_period: 'hour' }, /rate_limits\.0\.renewal_period: expected minute/],
  ])('refuses %j, which it would not keep', (limit, words) => {
    expect(() => limiter([limit])).toThrow(words)
  })
})
