import { describe, expect, it } from 'vitest'
import { emptyReply, type Reply } from '../../../server/contract/reply.ts'
import { bestOfRow, measure } from './measurements.ts'

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

describe('figures of a reply', () => {
  it('come from the upstream’s own count', () => {
    expect(measure(done)).toEqual({
      isEstimate: false,
      msToFirstToken: 200,
      tokensPerSecond: 100,
      tokensOut: 101,
      tokensIn: 11,
      msTotal: 1300,
    })
  })

  it('are an estimate while it streams and where no count was sent', () => {
    const { usage: _, ...uncounted } = done
    expect(measure(uncounted)).toMatchObject({ isEstimate: true, tokensOut: 100, tokensPerSecond: 99 })
    const { timings: __, ...live } = { ...done, status: 'streaming' as const }
    expect(measure(live)).toMatchObject({ isEstimate: true, msToFirstToken: 200 })
    expect(measure(live).msTotal).toBeUndefined()
  })

  it('are absent where nothing arrived', () => {
    expect(measure(emptyReply)).toEqual({ isEstimate: true })
  })
})

describe('the best of a row', () => {
  const quicker = { ...done, timings: { ...timings, msToFirstToken: 100 } }
  it('is the first to speak and the quickest to write', () => {
    expect(
      bestOfRow([
        { id: 'a', reply: done },
        { id: 'b', reply: quicker },
      ]),
    ).toEqual({ first: 'b', rate: 'a' })
  })
  it('needs another to be better than, and counts only finished replies and real counts', () => {
    const { usage: _, ...uncounted } = quicker
    expect(bestOfRow([{ id: 'a', reply: done }])).toEqual({})
    expect(
      bestOfRow([
        { id: 'a', reply: done },
        { id: 'b', reply: { ...quicker, status: 'stopped' } },
      ]),
    ).toEqual({})
    expect(
      bestOfRow([
        { id: 'a', reply: done },
        { id: 'b', reply: uncounted },
      ]),
    ).toEqual({ first: 'b' })
  })
})
