import { expect, it } from 'vitest'
import { encodeVectorFrame } from '../../server/contract/vectorFrame.ts'
import { finish } from './finish.testing.ts'
import { repeated } from './repeated.ts'

/** Vectors by text id. */
function frames(vectors: Record<number, number[]>): Uint8Array {
  const rows = Object.values(vectors)
  return encodeVectorFrame({
    header: {
      invocationId: null,
      textIds: Object.keys(vectors).map(Number),
      dimensions: rows.map(({ length }) => length),
    },
    values: Float32Array.from(rows.flat()),
  })
}

const kept = { 1: [1, 0], 2: [0.9, 0.1], 3: [0, 1], 4: [0.1, 0.9] }

it('says which vectors are the same, how like they are, and whose nearest texts are others now', () => {
  // Text 2 has gone over to the other side.
  const turned = { ...kept, 2: [0.1, 0.95] }
  const found = finish(repeated({ textIds: [1, 2, 3, 4], sets: [frames(kept), frames(kept), frames(turned)], k: 1 }))
  expect([...found.isSame]).toEqual([1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])
  const cosineOf = (text: number, one: number, other: number) => found.cosines[(text * 3 + one) * 3 + other]
  expect(cosineOf(0, 0, 2)).toBeCloseTo(1)
  expect(cosineOf(1, 0, 2)).toBeCloseTo((0.09 + 0.095) / (Math.hypot(0.9, 0.1) * Math.hypot(0.1, 0.95)))
  expect(cosineOf(1, 2, 0)).toBe(cosineOf(1, 0, 2))
  expect(found.apart[2]).toBe(0)
  expect(found.apart[(1 * 3 + 0) * 3 + 2]).toBeCloseTo(
    (2 * Math.hypot(0.8, 0.85)) / (Math.hypot(0.9, 0.1) + Math.hypot(0.1, 0.95)),
  )
  expect(found.k).toBe(1)
  // Only texts 1 and 2, and 3 and 4, had each other; now 2 is between 3 and 4, and 1 is nearest to 4.
  expect([...found.moved]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1])
})

it('compares nearest texts of vectors of other lengths, but no angles', () => {
  const longer = { 1: [1, 0, 0], 2: [0.9, 0.1, 0], 3: [0, 1, 0], 4: [0.1, 0.9, 0] }
  const found = finish(repeated({ textIds: [1, 2, 3, 4], sets: [frames(kept), frames(longer)], k: 1 }))
  expect(found.cosines[1]).toBeNaN()
  expect([...found.moved]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
})

it('leaves out texts without a vector, and has no nearest texts of one', () => {
  const found = finish(repeated({ textIds: [1, 9], sets: [frames(kept), frames({ 1: [1, 0] })], k: 3 }))
  expect(found).toMatchObject({ k: 0, sets: 2 })
  expect([...found.isSame]).toEqual([1, 1, 0, 0])
  expect([...found.moved]).toEqual([-1, -1, -1, -1])
})
