import { describe, expect, it } from 'vitest'
import { earliestDay, lifetimeProblem, lifetimeSeconds } from './tokenLifetime.ts'

const now = new Date(2026, 10, 22, 23, 30)

describe('tokenLifetime', () => {
  it('counts days in seconds, and no end as null', () => {
    expect(lifetimeSeconds('1 day', '', now)).toBe(86_400)
    expect(lifetimeSeconds('90 days', '', now)).toBe(7_776_000)
    expect(lifetimeSeconds('never', '', now)).toBeNull()
  })

  it('lets a chosen day count to its end', () => {
    expect(lifetimeSeconds('custom', '2026-11-22', now)).toBe(1800)
    expect(lifetimeSeconds('custom', '2026-11-23', now)).toBe(1800 + 86_400)
  })

  it.each([
    ['', 'Choose a day.'],
    ['2026-11-21', 'This day is over. Choose a later one.'],
    ['2099-01-01', 'A token lives for ten years at most. Choose an earlier day.'],
    ['2026-11-22', undefined],
  ])('says of the day %j: %j', (day, problem) => {
    expect(lifetimeProblem('custom', day, now)).toBe(problem)
  })

  it('names today as the date field wants it', () => {
    expect(earliestDay(now)).toBe('2026-11-22')
  })
})
