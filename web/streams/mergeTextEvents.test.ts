import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyReply, reduceReply, type InvocationEvent } from '../../server/contract/reply.ts'
import { mergeTextEvents } from './mergeTextEvents.ts'

const text = fc.record({
  type: fc.constantFrom('text-delta' as const, 'reasoning-delta' as const),
  text: fc.string({ minLength: 1, maxLength: 5 }),
  choice: fc.constantFrom(0, 1),
})
const other = fc.constantFrom<InvocationEvent>(
  { type: 'queued', atMs: 0, ahead: 2 },
  { type: 'sent', atMs: 0 },
  { type: 'usage', atMs: 0, usage: { completionTokens: 3 } },
  { type: 'stopped', atMs: 0, timings: { msInLine: 0, msTotal: 5 } },
)
const events = fc
  .array(fc.oneof({ weight: 5, arbitrary: text }, { weight: 1, arbitrary: other }))
  .map((list) => list.map((event, index): InvocationEvent => ({ ...event, atMs: index * 7 })))

describe('merging text', () => {
  it('ends in the same reply as the events one by one', () => {
    fc.assert(
      fc.property(events, (list) => {
        expect(mergeTextEvents(list).reduce(reduceReply, emptyReply)).toEqual(list.reduce(reduceReply, emptyReply))
      }),
    )
  })

  it('makes one event of a long stretch, and keeps its first piece apart for the time of the first token', () => {
    const list = Array.from({ length: 500 }, (_, i): InvocationEvent => ({ type: 'text-delta', atMs: i, text: 'x' }))
    expect(mergeTextEvents(list)).toEqual([
      { type: 'text-delta', atMs: 0, text: 'x' },
      { type: 'text-delta', atMs: 499, text: 'x'.repeat(499) },
    ])
  })
})
