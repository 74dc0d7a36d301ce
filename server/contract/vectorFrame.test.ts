import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeVectorFrames, encodeVectorFrame, type VectorFrame } from './vectorFrame.ts'

const frame = fc.array(fc.tuple(fc.maxSafeNat(), fc.array(fc.float())), { maxLength: 8 }).map((rows): VectorFrame => {
  const header = { invocationId: null, textIds: rows.map(([id]) => id), dimensions: rows.map(([, row]) => row.length) }
  return { header, values: Float32Array.from(rows.flatMap(([, row]) => row)) }
})

describe('vector frames', () => {
  it('come back bit for bit, NaN and infinities included', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
        const bytes = Buffer.concat(frames.map(encodeVectorFrame))
        expect(decodeVectorFrames(bytes)).toEqual(frames)
      }),
    )
  })

  it('are refused when cut anywhere', () => {
    const header = { invocationId: 'ä', textIds: [1, 2], dimensions: [2, 1] }
    const bytes = encodeVectorFrame({ header, values: Float32Array.of(1, 2, 3) })
    for (let length = 1; length < bytes.length; length++)
      expect(() => decodeVectorFrames(bytes.subarray(0, length))).toThrow(
        /in the middle|Unexpected|Unterminated|Expected/,
      )
  })

  it('are refused where the lengths do not add up', () => {
    const header = { invocationId: null, textIds: [1], dimensions: [5] }
    expect(() => decodeVectorFrames(encodeVectorFrame({ header, values: Float32Array.of(1) }))).toThrow('add up')
  })
})
