import { describe, expect, it } from 'vitest'
import { createLine } from './line.ts'

const never = new AbortController().signal

describe('createLine', () => {
  it('lets in as many as there are places and the rest in order of arrival', async () => {
    const line = createLine(2)
    const order: number[] = []
    const leaves: (() => void)[] = []
    const join = async (who: number) => {
      const leave = await line.join({ onQueued: () => undefined, signal: never })
      order.push(who)
      leaves.push(leave)
    }
    const all = [1, 2, 3, 4].map(join)
    await Promise.all(all.slice(0, 2))
    expect(order).toEqual([1, 2])
    leaves[0]?.()
    await all[2]
    expect(order).toEqual([1, 2, 3])
    leaves[1]?.()
    await all[3]
    expect(order).toEqual([1, 2, 3, 4])
  })

  it('says how many wait before, again whenever that changes', async () => {
    const line = createLine(1)
    const leave = await line.join({ onQueued: () => undefined, signal: never })
    const heard: string[] = []
    const quits = new AbortController()
    const second = line.join({ onQueued: (ahead) => heard.push(`second ${ahead}`), signal: never })
    const third = line.join({ onQueued: (ahead) => heard.push(`third ${ahead}`), signal: quits.signal })
    void line.join({ onQueued: (ahead) => heard.push(`fourth ${ahead}`), signal: never })
    expect(heard).toEqual(['second 0', 'third 1', 'fourth 2'])
    quits.abort(new Error('stopped'))
    await expect(third).rejects.toThrow('stopped')
    expect(heard.slice(3)).toEqual(['second 0', 'fourth 1'])
    leave()
    await second
    expect(heard.slice(5)).toEqual(['fourth 0'])
  })

  it('frees one place only, however often it is left', async () => {
    const line = createLine(1)
    const leave = await line.join({ onQueued: () => undefined, signal: never })
    leave()
    leave()
    await line.join({ onQueued: () => undefined, signal: never })
    let isIn = false
    void line.join({ onQueued: () => undefined, signal: never }).then(() => (isIn = true))
    await Promise.resolve()
    expect(isIn).toBe(false)
  })
})
