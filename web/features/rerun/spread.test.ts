import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../vectors/random.ts'
import { chanceOfOdd, chanceOutside, isFirstOdd, rangeVerdict, spreadOf } from './spread.ts'

describe('a spread', () => {
  it('is smallest, middle and largest', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3, count: 3 })
    expect(spreadOf([4, 1])).toEqual({ min: 1, median: 2.5, max: 4, count: 2 })
    expect(spreadOf([])).toBeUndefined()
  })
})

describe('a kept figure', () => {
  it('is inside the range of the repeats or outside it, and one repeat has no range', () => {
    const three = { min: 10, median: 12, max: 20, count: 3 }
    expect(rangeVerdict(10, three)).toBe('inside')
    expect(rangeVerdict(20.1, three)).toBe('outside')
    expect(rangeVerdict(9, { min: 10, median: 10, max: 10, count: 1 })).toBe('unknown')
    expect(rangeVerdict(10, { min: 10, median: 10, max: 10, count: 1 })).toBe('inside')
  })
})

describe('the kept text', () => {
  it('is odd where it is farther from all than any other is', () => {
    expect(isFirstOdd(distancesOf([9, 1, 2, 3]))).toBe(true)
    expect(isFirstOdd(distancesOf([2, 1, 3, 9]))).toBe(false)
  })
  it('is not where another is as far, and never with one repeat', () => {
    expect(isFirstOdd(distancesOf([0, 1]))).toBe(false)
    expect(isFirstOdd(distancesOf([0, 0, 0]))).toBe(false)
    expect(isFirstOdd(distancesOf([0, 1, 2]))).toBe(false)
  })
})

describe('the chances that are shown', () => {
  const rounds = 20_000
  it.each([2, 3, 5, 10])('are what happens by chance with %i repeats', (count) => {
    const random = seededRandom(count)
    let outside = 0
    let odd = 0
    for (let round = 0; round < rounds; round++) {
      const values = Array.from({ length: count + 1 }, random)
      const spread = spreadOf(values.slice(1))
      if (spread && rangeVerdict(values[0] ?? 0, spread) === 'outside') outside++
      if (isFirstOdd(distancesOf(values))) odd++
    }
    // Five standard deviations of a share near a half.
    const tolerance = 5 * Math.sqrt(0.25 / rounds)
    expect(Math.abs(outside / rounds - chanceOutside(count))).toBeLessThan(tolerance)
    expect(Math.abs(odd / rounds - chanceOfOdd(count))).toBeLessThan(tolerance)
  })
})

/** Of numbers on a line. */
function distancesOf(values: number[]): number[][] {
  return values.map((one) => values.map((other) => Math.abs(one - other)))
}
