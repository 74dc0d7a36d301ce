import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTrafficSplit } from './trafficSplit.ts'

function count(weights: number[], picks: number): number[] {
  const next = createTrafficSplit(weights)
  const counts = weights.map(() => 0)
  for (let pick = 0; pick < picks; pick++) {
    const index = next()
    counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}

describe('traffic split', () => {
  it('gives exactly the percentages over 10,000 picks, and none to 0 %', () => {
    expect(count([70, 0, 25, 5], 10_000)).toEqual([7000, 0, 2500, 500])
    expect(count([33, 33, 34], 10_000)).toEqual([3300, 3300, 3400])
    expect(count([100], 10_000)).toEqual([10_000])
  })

  it('is exact after every hundred picks and near them in between', () => {
    const percentages = array(integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 14 })
      .map((cuts) => [0, ...cuts.toSorted((one, other) => one - other), 100])
      .map((cuts) => cuts.slice(1).map((cut, index) => cut - (cuts[index] ?? 0)))
    assert(
      property(percentages, integer({ min: 1, max: 400 }), (weights, picks) => {
        const counts = count(weights, picks)
        for (const [index, weight] of weights.entries()) {
          const off = Math.abs((counts[index] ?? 0) - (weight * picks) / 100)
          expect(off).toBeLessThan(picks % 100 === 0 ? 1e-9 : weights.length)
        }
      }),
    )
  })

  it('spreads the turns', () => {
    const next = createTrafficSplit([75, 25])
    expect(Array.from({ length: 8 }, next)).toEqual([0, 0, 1, 0, 0, 0, 1, 0])
  })

  it('picks nobody where all are 0', () => {
    expect(createTrafficSplit([0, 0])()).toBe(-1)
  })
})
