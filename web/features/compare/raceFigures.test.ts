import { describe, expect, it } from 'vitest'
import { emptyReply, type Reply } from '../../../server/contract/reply.ts'
import { axisMs, raceBar } from './raceFigures.ts'

const timings = { msInLine: 500, msToFirstToken: 200, msToLastToken: 1200, msTotal: 1300 }
const done: Reply = {
  ...emptyReply,
  status: 'done',
  choices: [{ text: 'x'.repeat(400), reasoning: '', toolCalls: [] }],
  sentAtMs: 500,
  firstTokenAtMs: 700,
  lastTokenAtMs: 1700,
  endedAtMs: 1800,
  usage: { promptTokens: 11, completionTokens: 101 },
  timings,
}

describe('the race', () => {
  it('draws time in line apart from what the provider took', () => {
    expect(raceBar(done, undefined)).toMatchObject({ msWaiting: 200, msStreaming: 1100, label: '1.30 s', isBad: false })
    expect(raceBar({ ...emptyReply, ahead: 2 }, 9000, 1000)).toEqual({
      msInLine: 8000,
      msWaiting: 0,
      msStreaming: 0,
      label: 'in line',
      isBad: false,
    })
    expect(raceBar({ ...emptyReply, status: 'waiting', sentAtMs: 9000 }, 9500, 1000)).toMatchObject({
      msInLine: 8000,
      msWaiting: 500,
      label: '0.5 s…',
    })
  })
  it('grows with the clock while it waits', () => {
    expect(raceBar({ ...emptyReply, status: 'waiting', sentAtMs: 100 }, 1600)).toMatchObject({
      msWaiting: 1500,
      msStreaming: 0,
      label: '1.5 s…',
    })
  })
  it('ends in the status where it failed', () => {
    const failure = { kind: 'rate-limited', message: '', isRetryable: true, status: 429 } as const
    expect(raceBar({ ...done, status: 'failed', failure }, undefined)).toMatchObject({ label: '429', isBad: true })
  })
  it('leaves room on the axis while a bar grows', () => {
    expect(axisMs(1000, true)).toBeGreaterThan(1000)
    expect(axisMs(1000, false)).toBe(1000)
    expect(axisMs(0, false)).toBeGreaterThan(0)
  })
})
