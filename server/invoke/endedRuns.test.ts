import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEndedRuns } from './endedRuns.ts'
import { createRunLog } from './runLog.ts'

const runOf = (characters: number) => {
  const log = createRunLog({ nowMs: () => 0, onFlush: () => undefined })
  log.push(0, { type: 'text-delta', atMs: 0, text: 'x'.repeat(characters) }, false)
  log.close()
  return { log }
}

describe('createEndedRuns', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('drops a run after its time', () => {
    const drop = vi.fn<() => void>()
    createEndedRuns(1000).add(runOf(10), drop)
    vi.advanceTimersByTime(999)
    expect(drop).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(drop).toHaveBeenCalledOnce()
  })

  it.each([
    ['many', 600, 10, 88],
    ['long', 5, 9 * 1024 * 1024, 2],
    ['far too long', 2, 40 * 1024 * 1024, 1],
  ])('drops the oldest where they are %s, each once, and never the newest', (_, count, characters, dropped) => {
    const drops: number[] = []
    const ended = createEndedRuns(1000)
    const run = runOf(characters)
    for (let index = 0; index < count; index++) ended.add(run, () => drops.push(index))
    expect(drops).toEqual(Array.from({ length: dropped }, (_item, index) => index))
    vi.advanceTimersByTime(1000)
    expect(drops).toHaveLength(count)
  })
})
