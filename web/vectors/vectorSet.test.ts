import { describe, expect, it } from 'vitest'
import type { VectorFrame } from '../../server/contract/vectorFrame.ts'
import { stripCells } from './strip.ts'
import { emptySet, takeFrame, vectorIn } from './vectorSet.ts'

function frame(rows: Record<number, number[]>): VectorFrame {
  const ids = Object.keys(rows).map(Number)
  const dimensions = ids.map((id) => rows[id]?.length ?? 0)
  const header = { invocationId: null, textIds: ids, dimensions }
  return { header, values: Float32Array.from(ids.flatMap((id) => rows[id] ?? [])) }
}

describe('takeFrame', () => {
  it('says what each vector is', () => {
    const set = emptySet()
    const taken = takeFrame(set, frame({ 1: [3, 4], 2: [0, 0], 3: [NaN, 1], 4: [1, 2, 3], 5: [] }), 5)
    expect(taken.states).toEqual(['ok', 'zero', 'nan', 'wrong-dimension', 'missing'])
    expect(taken.norms[0]).toBe(5)
    expect(taken.strips).toHaveLength(5 * stripCells)
    expect([...(vectorIn(set, 4) ?? [])]).toEqual([1, 2, 3])
    expect(vectorIn(set, 5)).toBeUndefined()
    expect(vectorIn(set, 99)).toBeUndefined()
  })

  it('puts a later vector of the same text in the place of the earlier', () => {
    const set = emptySet()
    takeFrame(set, frame({ 1: [1, 2], 2: [3, 4] }), 2)
    takeFrame(set, frame({ 1: [5, 6] }), 2)
    expect(set.rowCount).toBe(2)
    expect([...(vectorIn(set, 1) ?? [])]).toEqual([5, 6])
  })

  it('learns from more vectors that the first were the odd ones', () => {
    const set = emptySet()
    takeFrame(set, frame({ 1: [1] }), 3)
    takeFrame(set, frame({ 2: [1, 2], 3: [3, 4] }), 3)
    expect(set.stride).toBe(2)
    expect(set.byText.get(1)).toMatchObject({ state: 'wrong-dimension', row: -1 })
    expect(set.byText.get(3)).toMatchObject({ state: 'ok' })
    expect([...(vectorIn(set, 3) ?? [])]).toEqual([3, 4])
  })
})
