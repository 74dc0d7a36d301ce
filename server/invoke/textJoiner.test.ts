import { describe, expect, it } from 'vitest'
import type { InvocationEvent } from '../contract/reply.ts'
import { createTextJoiner } from './textJoiner.ts'

const text = (piece: string, atMs = 1, choice?: number): InvocationEvent => ({
  type: 'text-delta',
  atMs,
  text: piece,
  ...(choice === undefined ? {} : { choice }),
})

describe('createTextJoiner', () => {
  it('joins the text of one turn under its first moment, and emits it before the next turn', async () => {
    const events: InvocationEvent[] = []
    const take = createTextJoiner((event) => events.push(event))
    take(text('a', 1))
    take(text('b', 2))
    expect(events).toEqual([])
    await Promise.resolve()
    take(text('c', 3))
    await Promise.resolve()
    expect(events).toEqual([text('ab', 1), text('c', 3)])
  })

  it('keeps the order of everything else, choices and reasoning apart', () => {
    const events: InvocationEvent[] = []
    const take = createTextJoiner((event) => events.push(event))
    const all: InvocationEvent[] = [
      text('a'),
      { type: 'reasoning-delta', atMs: 1, text: 'r' },
      text('b'),
      text('c', 1, 1),
      { type: 'finish', atMs: 2, finishReason: 'stop' },
      text('d'),
      { type: 'stopped', atMs: 3, timings: { msInLine: 0, msTotal: 3 } },
    ]
    for (const event of all) take(event)
    expect(events).toEqual(all)
  })
})
