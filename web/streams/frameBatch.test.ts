import { describe, expect, it } from 'vitest'
import { createFrameBatch } from './frameBatch.ts'

function handScheduler() {
  const frames = new Map<number, () => void>()
  const timers = new Map<number, () => void>()
  let next = 1
  const run = (jobs: Map<number, () => void>) => {
    const due = [...jobs.values()]
    jobs.clear()
    for (const job of due) job()
  }
  return {
    scheduler: {
      requestFrame: (job: () => void) => (frames.set(next, job), next++),
      cancelFrame: (id: number) => void frames.delete(id),
      setTimer: (job: () => void) => (timers.set(next, job), next++),
      clearTimer: (id: number) => void timers.delete(id),
    },
    frame: () => run(frames),
    timer: () => run(timers),
    pending: () => frames.size + timers.size,
  }
}

describe('frame batch', () => {
  it('gives everything of one frame at once, in order', () => {
    const flushed: number[][] = []
    const hand = handScheduler()
    const batch = createFrameBatch<number>((items) => flushed.push(items), hand.scheduler)
    batch.push([1, 2])
    batch.push([3])
    expect(flushed).toEqual([])
    hand.frame()
    expect(flushed).toEqual([[1, 2, 3]])
    expect(hand.pending()).toBe(0)
  })

  it('falls back to the timer where no frame comes', () => {
    const flushed: number[][] = []
    const hand = handScheduler()
    const batch = createFrameBatch<number>((items) => flushed.push(items), hand.scheduler)
    batch.push([1])
    hand.timer()
    expect(flushed).toEqual([[1]])
    expect(hand.pending()).toBe(0)
    batch.push([2])
    hand.frame()
    expect(flushed).toEqual([[1], [2]])
  })

  it('asks for nothing while the queue is empty', () => {
    const hand = handScheduler()
    const batch = createFrameBatch<number>(() => undefined, hand.scheduler)
    batch.push([])
    batch.flush()
    expect(hand.pending()).toBe(0)
  })
})
