import { describe, expect, it } from 'vitest'
import { emptyReply, type Reply, type Timings } from '../../../server/contract/reply.ts'
import { rateWithSum, timingPhases } from './timingPhases.ts'

function reply(timings: Timings, rest: Partial<Reply> = {}): Reply {
  return { ...emptyReply, status: 'done', timings, ...rest }
}

describe('timingPhases', () => {
  it('names every part of an answer that reasoned, and they add up', () => {
    const phases = timingPhases(
      reply({
        msInLine: 40,
        msToHeaders: 100,
        msToFirstToken: 150,
        msToFirstText: 400,
        msToLastToken: 900,
        msTotal: 910,
      }),
    )
    expect(phases.map(({ name, ms }) => [name, ms])).toEqual([
      ['In line', 40],
      ['To headers', 100],
      ['To first token', 50],
      ['Reasoning', 250],
      ['Streaming', 500],
      ['To the end', 10],
    ])
  })

  it('leaves out what did not happen', () => {
    const failed = timingPhases(reply({ msInLine: 0, msToHeaders: 30, msTotal: 35 }))
    expect(failed.map(({ name }) => name)).toEqual(['To headers', 'To the end'])
    const silent = timingPhases(reply({ msInLine: 0, msTotal: 35 }))
    expect(silent.map(({ name, ms }) => [name, ms])).toEqual([['To the end', 35]])
    expect(timingPhases(emptyReply)).toEqual([])
  })

  it('counts an answer that only reasoned as reasoning', () => {
    const phases = timingPhases(reply({ msInLine: 0, msToFirstToken: 10, msToLastToken: 90, msTotal: 90 }))
    expect(phases.map(({ name, ms }) => [name, ms])).toEqual([
      ['To first token', 10],
      ['Reasoning', 80],
    ])
  })
})

describe('rateWithSum', () => {
  const timings = { msInLine: 0, msToFirstToken: 100, msToLastToken: 1100, msTotal: 1100 }
  it('shows the sum it was computed by', () => {
    expect(rateWithSum(reply(timings, { usage: { completionTokens: 1001 } }))).toEqual({
      perSecond: 1000,
      sum: '(1,001 − 1) tokens ÷ 1.00 s from the first token to the last',
    })
  })
  it('is not known without the upstream’s count', () => {
    expect(rateWithSum(reply(timings))).toBeUndefined()
    expect(rateWithSum(reply(timings, { usage: { completionTokens: 1 } }))).toBeUndefined()
  })
})
