import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { wordDistances, wordsOf } from './wordDistance.ts'

const distance = (one: string, other: string) => wordDistances([one, other])[0]?.[1]

it('counts words, signs, and characters of scripts without spaces', () => {
  expect(wordsOf('It’s 42 °C, naïve_x.')).toEqual(['It', '’', 's', '42', '°', 'C', ',', 'naïve_x', '.'])
  expect(wordsOf('東京は12度')).toEqual(['東', '京', 'は', '12', '度'])
  expect(wordsOf(' \n')).toEqual([])
})

it('is nothing for the same, everything for strangers, and grows with what is changed', () => {
  expect(distance('a b c', 'a b c')).toBe(0)
  expect(distance('a b c', 'x y z')).toBe(1)
  expect(distance('', 'x')).toBe(1)
  const [one, two] = [distance('a b c d e f', 'a b X d e f') ?? 0, distance('a b c d e f', 'a Y X d e f') ?? 0]
  expect(one).toBeCloseTo(1 - 5 / 7)
  expect(two).toBeGreaterThan(one)
  // The same words in another order are not the same text.
  expect(distance('a b c d', 'd c b a')).toBe(1)
})

it('is the same both ways, zero to itself and between 0 and 1', () => {
  const texts = fc.array(fc.stringMatching(/^[ab c.]{0,12}$/), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(texts, (given) => {
      const distances = wordDistances(given)
      for (const [i, row] of distances.entries())
        for (const [j, apart] of row.entries()) {
          expect(apart).toBe(distances[j]?.[i])
          expect(apart).toBeGreaterThanOrEqual(0)
          expect(apart).toBeLessThanOrEqual(1)
          expect(given[i] === given[j] && apart > 0).toBe(false)
        }
    }),
  )
})
