import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyReply, isEnded, reduceReply, tokensPerSecond, type InvocationEvent, type Reply } from './reply.ts'

const timings = { msInLine: 0, msTotal: 30 }

function replyAfter(events: InvocationEvent[]): Reply {
  return events.reduce(reduceReply, emptyReply)
}

describe('reduceReply', () => {
  it('keeps text, reasoning and usage apart and remembers when each began', () => {
    const reply = replyAfter([
      { type: 'queued', atMs: 0, ahead: 2 },
      { type: 'sent', atMs: 5 },
      { type: 'answered', atMs: 8, status: 200 },
      { type: 'reasoning-delta', atMs: 10, text: 'hm' },
      { type: 'text-delta', atMs: 20, text: 'Yes' },
      { type: 'text-delta', atMs: 25, text: '.' },
      { type: 'usage', atMs: 26, usage: { completionTokens: 3 } },
      { type: 'finish', atMs: 26, finishReason: 'stop' },
      { type: 'done', atMs: 30, timings },
    ])
    expect(reply).toEqual({
      status: 'done',
      ahead: 0,
      sentAtMs: 5,
      firstTokenAtMs: 10,
      firstTextAtMs: 20,
      lastTokenAtMs: 25,
      endedAtMs: 30,
      httpStatus: 200,
      usage: { completionTokens: 3 },
      timings,
      choices: [{ text: 'Yes.', reasoning: 'hm', toolCalls: [], finishReason: 'stop' }],
    })
  })

  it('keeps partial text when stopped, failed or interrupted', () => {
    const failure = { kind: 'answer-cut', message: 'Cut.', isRetryable: true } as const
    for (const end of [
      { type: 'stopped', atMs: 9, timings },
      { type: 'failed', atMs: 9, timings, failure },
      { type: 'interrupted', atMs: 9 },
    ] as const) {
      const reply = replyAfter([{ type: 'text-delta', atMs: 3, text: 'half' }, end])
      expect(reply.status).toBe(end.type)
      expect(reply.choices[0]?.text).toBe('half')
    }
  })

  it('changes nothing after a terminal event', () => {
    const ended = replyAfter([
      { type: 'text-delta', atMs: 3, text: 'a' },
      { type: 'stopped', atMs: 4, timings },
    ])
    expect(reduceReply(ended, { type: 'text-delta', atMs: 5, text: 'b' })).toBe(ended)
    expect(reduceReply(ended, { type: 'done', atMs: 6, timings })).toBe(ended)
    expect(isEnded(ended.status)).toBe(true)
  })

  it('gathers tool calls that arrive in pieces and in several choices', () => {
    const reply = replyAfter([
      { type: 'tool-call-delta', atMs: 1, index: 0, id: 'c1', name: 'add', arguments: '{"a"' },
      { type: 'tool-call-delta', atMs: 2, index: 1, id: 'c2', name: 'sub' },
      { type: 'tool-call-delta', atMs: 3, index: 0, arguments: ':1}' },
      { type: 'text-delta', atMs: 4, text: 'second', choice: 1 },
    ])
    expect(reply.choices[0]?.toolCalls).toEqual([
      { id: 'c1', name: 'add', arguments: '{"a":1}' },
      { id: 'c2', name: 'sub', arguments: '' },
    ])
    expect(reply.choices[1]?.text).toBe('second')
  })

  it('gives the same text however the deltas were cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (pieces) => {
        const whole = replyAfter([{ type: 'text-delta', atMs: 1, text: pieces.join('') }])
        const cut = replyAfter(pieces.map((text) => ({ type: 'text-delta', atMs: 1, text })))
        expect(cut.choices[0]?.text ?? '').toBe(whole.choices[0]?.text)
      }),
    )
  })
})

describe('tokensPerSecond', () => {
  it('counts the tokens after the first, over the time after the first', () => {
    expect(tokensPerSecond(11, 100, 1100)).toBe(10)
  })
  it('is undefined where there is nothing to divide', () => {
    expect(tokensPerSecond(1, 100, 1100)).toBeUndefined()
    expect(tokensPerSecond(5, 100, 100)).toBeUndefined()
  })
})
