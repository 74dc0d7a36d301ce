import { beforeEach, describe, expect, it, vi } from 'vitest'
import { applyChanges, replies, setReplies } from './replies.ts'

const done = { type: 'done', atMs: 30, timings: { msInLine: 0, msTotal: 30 } } as const

describe('replies', () => {
  beforeEach(() => replies.setState({ replies: {}, runIds: {}, lostRuns: new Set() }))

  it('writes once per frame and leaves other replies the same objects', () => {
    applyChanges([{ invocationId: 'b', event: { type: 'text-delta', atMs: 1, text: 'B' } }])
    const before = replies.getState().replies['b']
    const written = vi.fn<() => void>()
    const unsubscribe = replies.subscribe(written)
    applyChanges([
      { invocationId: 'a', event: { type: 'text-delta', atMs: 1, text: 'He' } },
      { invocationId: 'c', event: { type: 'queued', atMs: 1, ahead: 3 } },
      { invocationId: 'a', event: { type: 'text-delta', atMs: 2, text: 'llo' } },
    ])
    unsubscribe()
    expect(written).toHaveBeenCalledTimes(1)
    expect(replies.getState().replies['a']?.choices[0]?.text).toBe('Hello')
    expect(replies.getState().replies['c']?.ahead).toBe(3)
    expect(replies.getState().replies['b']).toBe(before)
  })

  it('starts a reply from nothing when its run is replayed', () => {
    setReplies({
      a: {
        reply: { status: 'streaming', ahead: 0, choices: [{ text: 'Hel', reasoning: '', toolCalls: [] }] },
        runId: 'r',
      },
    })
    applyChanges([
      { invocationId: 'a', event: 'reset' },
      { invocationId: 'a', event: { type: 'text-delta', atMs: 1, text: 'Hello' } },
      { invocationId: 'a', event: done },
    ])
    expect(replies.getState().replies['a']).toMatchObject({ status: 'done', choices: [{ text: 'Hello' }] })
  })
})
