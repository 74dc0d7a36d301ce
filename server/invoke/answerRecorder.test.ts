import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAnswerRecorders } from './answerRecorder.ts'

describe('createAnswerRecorders', () => {
  it('keeps a prefix of what came, says how much is missing, and keeps the last bytes then', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 3000 })),
        fc.integer({ min: 1, max: 20_000 }),
        (chunks, maxBytes) => {
          const tape = createAnswerRecorders({ maxBytes }).start()
          chunks.forEach((chunk, index) => tape.add(index, chunk))
          const kept = tape.finish()
          const whole = Buffer.concat(chunks)
          const bytes = Buffer.concat(kept.pieces)
          expect(Buffer.compare(bytes, whole.subarray(0, bytes.length))).toBe(0)
          expect(bytes.length + kept.bytesOmitted).toBe(whole.length)
          expect(bytes.length).toBeLessThanOrEqual(maxBytes)
          expect(Buffer.compare(kept.tail, whole.subarray(whole.length - Math.min(8192, kept.bytesOmitted)))).toBe(0)
        },
      ),
    )
  })

  it('holds no large read buffer for the sake of a small chunk', () => {
    const tape = createAnswerRecorders().start()
    const readBuffer = new Uint8Array(64 * 1024)
    tape.add(0, readBuffer.subarray(0, 3))
    const [kept] = tape.finish().pieces
    expect(kept?.buffer).not.toBe(readBuffer.buffer)
    expect([...(kept ?? [])]).toEqual([0, 0, 0])
  })

  it('shares one budget among all that are under way, and has it back when they end', () => {
    const tapes = createAnswerRecorders({ maxBytesInAll: 10_000 })
    const [first, second, third] = [tapes.start(), tapes.start(), tapes.start()]
    first.add(0, new Uint8Array(8000))
    second.add(0, new Uint8Array(8000))
    expect(second.finish()).toMatchObject({ bytesOmitted: 8000, pieces: [] })
    first.finish()
    third.add(0, new Uint8Array(8000))
    expect(third.finish()).toMatchObject({ bytesOmitted: 0, pieces: [{ length: 8000 }] })
  })
})
