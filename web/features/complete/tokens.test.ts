import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyReply } from '../../../server/contract/reply.ts'
import { alignSpans } from './alignSpans.ts'
import { formatLogprob, formatProbability, heatOf, scoreOf, surpriseBits, visibleToken } from './surprise.ts'
import { spansOf, tokensOf, type TokenLogprob } from './tokenLogprobs.ts'

const token = (text: string, logprob: number | null = -1): TokenLogprob => ({ token: text, logprob, top: [] })
const replyOf = (...texts: string[]) => ({
  ...emptyReply,
  status: 'done' as const,
  choices: texts.map((text) => ({ text, reasoning: '', toolCalls: [] })),
})

describe('tokens of an answer', () => {
  it('are read from a stream of completions, choice by choice, best alternatives first', () => {
    const event = (index: number, text: string, logprob: number) =>
      JSON.stringify({
        choices: [
          {
            index,
            text,
            logprobs: {
              tokens: [text],
              token_logprobs: [logprob],
              top_logprobs: [{ '7': -3, [text]: logprob }],
              text_offset: [99],
            },
          },
        ],
      })
    const events = [event(0, ' a', -0.5), event(1, ' c', -1), event(0, 'b', -2), '[DONE]'].map((data) => ({
      atMs: 0,
      data,
    }))
    const { choices } = tokensOf({ body: null, events, eventsOmitted: 2, reply: replyOf(' ab', ' c') })
    expect(choices.map((spans) => spans.map(({ token: text, from, to }) => [text, from, to]))).toEqual([
      [
        [' a', 0, 2],
        ['b', 2, 3],
      ],
      [[' c', 0, 2]],
    ])
    expect(choices[0]?.[0]?.top).toEqual([
      { token: ' a', logprob: -0.5 },
      { token: '7', logprob: -3 },
    ])
  })

  it('are read from a whole body, from chat, and from neither', () => {
    const whole = JSON.stringify({
      choices: [
        { text: 'ab', logprobs: { tokens: ['a', 'b'], token_logprobs: [null, -1], top_logprobs: [null, { b: -1 }] } },
      ],
    })
    expect(tokensOf({ body: whole, events: [], eventsOmitted: 0, reply: replyOf('ab') }).choices[0]).toEqual([
      { token: 'a', logprob: null, top: [], from: 0, to: 1 },
      { token: 'b', logprob: -1, top: [{ token: 'b', logprob: -1 }], from: 1, to: 2 },
    ])
    const chat = JSON.stringify({
      choices: [{ logprobs: { content: [{ token: 'a', logprob: -1, top_logprobs: [{ token: 'x', logprob: -2 }] }] } }],
    })
    expect(
      tokensOf({ body: chat, events: [], eventsOmitted: 0, reply: replyOf('a') }).choices[0]?.[0]?.top[0]?.token,
    ).toBe('x')
    expect(
      tokensOf({ body: '{"choices":[{"text":"a"}]}', events: [], eventsOmitted: 0, reply: replyOf('a') }).choices,
    ).toEqual([])
  })

  it('stand where they are in the text, bytes of one character included', () => {
    const spans = spansOf('naïve 日本', [
      token('na'),
      token('ï'),
      token('ve'),
      token(' \uFFFD'),
      token('\uFFFD'),
      token('本'),
    ])
    expect(spans.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 3],
      [3, 5],
      [5, 7],
      [5, 7],
      [7, 8],
    ])
    expect(spansOf('Hello', [token(' Hello')])[0]).toMatchObject({ from: 0, to: 5 })
  })

  it('cover any text that they are cut from', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (parts) => {
        const spans = spansOf(
          parts.join(''),
          parts.map((part) => token(part)),
        )
        let place = 0
        for (const [index, part] of parts.entries()) {
          expect(spans[index]).toMatchObject({ from: place, to: place + part.length })
          place += part.length
        }
      }),
    )
  })
})

describe('a score', () => {
  it('is the sum, the mean and exp(−mean) of what has a log probability', () => {
    expect(scoreOf([null, Math.log(0.5), Math.log(0.125)])).toEqual({
      tokens: 2,
      sum: expect.closeTo(-4 * Math.LN2, 12),
      mean: expect.closeTo(-2 * Math.LN2, 12),
      perplexity: expect.closeTo(4, 12),
    })
    expect(scoreOf([null])).toBeUndefined()
  })

  it('is surprise in bits, and warmer by step', () => {
    expect(surpriseBits(Math.log(0.25))).toBeCloseTo(2, 12)
    expect([0, -1, -3, -100].map(heatOf)).toEqual([0, 0, 2, 6])
  })

  it('is written with no more digits than are meant', () => {
    expect([0, -0.1, -5, -20].map(formatProbability)).toEqual(['100.0 %', '90.5 %', '0.67 %', '< 0.01 %'])
    expect([0, -0.001, -2.345].map((logprob) => formatLogprob(logprob))).toEqual(['0.00', '0.00', '−2.35'])
    expect(visibleToken(' a\n')).toBe('␣a⏎')
  })
})

describe('two models on one text', () => {
  it('are compared where both end a token', () => {
    const one = spansOf('abcdef', [token('ab', null), token('c', -1), token('def', -2)])
    const other = spansOf('abcdef', [token('a', null), token('b', -4), token('cde', -8), token('f', -16)])
    expect(alignSpans(one, other)).toEqual([
      { from: 0, to: 2, sums: [null, null] },
      { from: 2, to: 6, sums: [-3, -24] },
    ])
  })

  it('keep each model’s whole sum, however they cut the text', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(cuts, cuts, (a, b) => {
        const text = 'x'.repeat(Math.max(sum(a), sum(b)))
        const fill = (list: number[]) => [...list, text.length - sum(list)].filter((length) => length > 0)
        const spans = (list: number[]) =>
          spansOf(
            text,
            fill(list).map((length) => token('x'.repeat(length), -length)),
          )
        const stretches = alignSpans(spans(a), spans(b))
        expect(sum(stretches.map(({ sums }) => sums[0] ?? 0))).toBe(-text.length)
        expect(sum(stretches.map(({ sums }) => sums[1] ?? 0))).toBe(-text.length)
        expect(stretches.at(-1)?.to).toBe(text.length)
      }),
    )
  })
})

function sum(list: number[]): number {
  return list.reduce((total, value) => total + value, 0)
}
