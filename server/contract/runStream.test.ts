import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { InvocationEvent } from './reply.ts'
import { decodeFrame, decodeItem, encodeFrame, encodeItem, type RunStreamItem } from './runStream.ts'

const events: fc.Arbitrary<InvocationEvent> = fc.oneof(
  fc.record({ type: fc.constant('text-delta' as const), atMs: fc.nat(), text: fc.string({ unit: 'binary' }) }),
  fc.record({ type: fc.constant('reasoning-delta' as const), atMs: fc.nat(), text: fc.string() }),
  fc.record({
    type: fc.constant('text-delta' as const),
    atMs: fc.nat(),
    text: fc.string(),
    choice: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ type: fc.constant('queued' as const), atMs: fc.nat(), ahead: fc.nat() }),
  fc.record({ type: fc.constant('finish' as const), atMs: fc.nat(), finishReason: fc.string() }),
)

it('brings every event back as it was, on one line of JSON', () => {
  fc.assert(
    fc.property(fc.nat(63), events, (index, event) => {
      const line = JSON.stringify(encodeItem(index, event))
      expect(line).not.toMatch(/[\r\n]/)
      expect(decodeItem(JSON.parse(line) as RunStreamItem)).toEqual({ index, event })
    }),
  )
})

it('brings every frame back as it was, whatever it holds', () => {
  const items = fc.array(fc.tuple(fc.nat(63), events).map(([index, event]) => encodeItem(index, event)))
  fc.assert(
    fc.property(items, (frame) => {
      expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
      expect(decodeFrame(encodeFrame([{ run: 'r', invocationIds: ['a'] }, ...frame, { end: true }]))).toHaveLength(
        frame.length + 2,
      )
    }),
  )
})

it('gives nothing for the items that belong to the run itself', () => {
  expect(decodeItem({ end: true })).toBeUndefined()
  expect(decodeItem({ run: 'r', invocationIds: [] })).toBeUndefined()
})
