import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyReply, reduceReply, type InvocationEvent, type Reply } from '../contract/reply.ts'
import { decodeFrame, decodeItem, type RunStreamItem } from '../contract/runStream.ts'
import { createRunLog, type Reader, type RunLog } from './runLog.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function openLog(options: { maxUnread?: number; msStalled?: number } = {}) {
  return createRunLog({ nowMs: () => performance.now(), onFlush: () => undefined, ...options })
}

/** A reader whose socket takes `room` frames before it is full. */
interface TestReader extends Reader {
  frames: string[]
  room: number
  state: 'open' | 'ended' | 'destroyed'
}

function createReader(room = Infinity): TestReader {
  const reader: TestReader = {
    frames: [],
    room,
    state: 'open',
    write(frame: string) {
      reader.frames.push(frame)
      return --reader.room > 0
    },
    end: () => void (reader.state = 'ended'),
    destroy: () => void (reader.state = 'destroyed'),
  }
  return reader
}

const text = (value: string, atMs = 0): InvocationEvent => ({ type: 'text-delta', atMs, text: value })

function pushNow(log: RunLog, value: string): void {
  log.push(0, text(value), true)
  vi.advanceTimersByTime(0)
}

function itemsOf(frames: string[]): RunStreamItem[] {
  return frames.flatMap((frame) => {
    return decodeFrame(/data: (.*)\n\n$/s.exec(frame)?.[1] ?? '[]')
  })
}

describe('createRunLog', () => {
  it('sends a first token at once and then one frame per window, the text of each pane as one', () => {
    const log = openLog()
    const reader = createReader()
    log.follow(0, reader)
    log.push(0, text('a'), true)
    vi.advanceTimersByTime(0)
    for (const word of ['b', 'c', 'd']) log.push(0, text(word, 5), false)
    log.push(1, text('x', 6), true)
    vi.advanceTimersByTime(0)
    log.push(0, text('e', 7), false)
    log.push(1, text('y', 8), false)
    log.push(0, text('f', 9), false)
    vi.advanceTimersByTime(33)
    expect(reader.frames).toEqual([
      'id: 1\ndata: [0,0,0,"a"]\n\n',
      'id: 2\ndata: [6,0,1,"bcd",1,0,"x"]\n\n',
      'id: 3\ndata: [9,0,0,"ef",1,1,"y"]\n\n',
    ])
  })

  it('keeps the order of a pane: text before and after another event stays apart', () => {
    const log = openLog()
    const reader = createReader()
    log.follow(0, reader)
    log.push(0, { type: 'reasoning-delta', atMs: 1, text: 'r' }, false)
    log.push(0, text('a', 2), false)
    log.push(0, { type: 'finish', atMs: 3, finishReason: 'stop' }, false)
    log.push(0, text('b', 4), false)
    log.flush()
    expect(itemsOf(reader.frames)).toEqual([
      [0, 1, 'r', 1],
      [0, 2, 'a'],
      { i: 0, type: 'finish', atMs: 3, finishReason: 'stop' },
      [0, 4, 'b'],
    ])
  })

  it('gives every reader the same reply wherever it joins or resumes (row 29, I4)', () => {
    const deltas = fc.array(fc.tuple(fc.nat(3), fc.string(), fc.boolean(), fc.nat(40)), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(deltas, fc.nat(60), (steps, cut) => {
        const log = openLog()
        const whole = createReader()
        const cutReader = createReader()
        const follower = log.follow(0, cutReader)
        log.follow(0, whole)
        const expected = ['', '', '', '']
        steps.forEach(([pane, value, isUrgent, ms], step) => {
          expected[pane] += value
          log.push(pane, text(value), isUrgent)
          vi.advanceTimersByTime(ms)
          if (step === cut) follower.leave()
        })
        follower.leave()
        const resumed = createReader()
        log.follow(cutReader.frames.length, resumed)
        log.close()
        const both = [...cutReader.frames, ...resumed.frames]
        expect(both).toEqual(whole.frames)
        expect(whole.frames.map((frame) => Number(/^id: (\d+)/.exec(frame)?.[1]))).toEqual(
          whole.frames.map((_, index) => index + 1),
        )
        const replies: Reply[] = []
        for (const item of itemsOf(both)) {
          const decoded = decodeItem(item)
          if (decoded) replies[decoded.index] = reduceReply(replies[decoded.index] ?? emptyReply, decoded.event)
        }
        expect(expected.map((_, pane) => replies[pane]?.choices[0]?.text ?? '')).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })

  it('writes no more to a reader that is full until it drains (row 25)', () => {
    const log = openLog()
    const reader = createReader(2)
    const follower = log.follow(0, reader)
    for (let count = 0; count < 10; count++) pushNow(log, 'x')
    expect(reader.frames).toHaveLength(2)
    reader.room = 100
    follower.resume()
    expect(reader.frames).toHaveLength(10)
  })

  it('holds the upstreams back only while all readers are stalled far behind', async () => {
    const log = openLog({ maxUnread: 100 })
    const slow = createReader(1)
    const follower = log.follow(0, slow)
    for (let count = 0; count < 3; count++) pushNow(log, 'x'.repeat(60))
    const wait = log.pressure(0)
    expect(wait).toBeDefined()
    const fast = log.follow(0, createReader())
    expect(log.pressure(0)).toBeUndefined()
    await wait
    fast.leave()
    pushNow(log, 'x'.repeat(60))
    expect(log.pressure(0)).toBeDefined()
    slow.room = 100
    follower.resume()
    expect(log.pressure(0)).toBeUndefined()
  })

  it('holds back who floods, and never a pane that sends little', () => {
    const log = openLog({ maxUnread: 100 })
    log.follow(0, createReader(1))
    for (let count = 0; count < 3; count++) {
      log.push(1, { type: 'text-delta', atMs: 0, text: 'word' }, false)
      pushNow(log, 'x'.repeat(60))
    }
    expect(log.pressure(0)).toBeDefined()
    expect(log.pressure(1)).toBeUndefined()
  })

  it('holds nothing back where nobody reads', () => {
    const log = openLog({ maxUnread: 10 })
    pushNow(log, 'x'.repeat(60))
    expect(log.pressure(0)).toBeUndefined()
  })

  it('drops a reader that does not read, so that the run goes on (row 25)', async () => {
    const log = openLog({ maxUnread: 10, msStalled: 60_000 })
    const reader = createReader(1)
    log.follow(0, reader)
    pushNow(log, 'x'.repeat(60))
    pushNow(log, 'x'.repeat(60))
    const wait = log.pressure(0)
    expect(wait).toBeDefined()
    vi.advanceTimersByTime(60_000)
    expect(reader.state).toBe('destroyed')
    await wait
    expect(log.pressure(0)).toBeUndefined()
  })

  it('ends a reader when it has read all, not before', () => {
    const log = openLog()
    const slow = createReader(1)
    const follower = log.follow(0, slow)
    pushNow(log, 'a')
    log.pushItem({ end: true })
    log.close()
    expect(slow.state).toBe('open')
    slow.room = 10
    follower.resume()
    expect(slow.state).toBe('ended')
    const late = createReader()
    log.follow(1, late)
    expect([late.frames.length, late.state]).toEqual([1, 'ended'])
  })
})
