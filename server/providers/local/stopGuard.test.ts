import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStopGuard } from './stopGuard.ts'

describe('createStopGuard', () => {
  it('shows the text before the first stop string, however the text is cut into pieces', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '<', '>'), maxLength: 40 })
    const stop = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '<', '>'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(text), fc.array(stop, { maxLength: 3 }), (pieces, stops) => {
        const guard = createStopGuard(stops)
        const shown: string[] = []
        for (const piece of pieces) {
          if (guard.isStopped) break
          shown.push(guard.push(piece))
        }
        shown.push(guard.flush())
        expect(shown.join('')).toBe(expectedText(pieces, stops))
      }),
    )
  })

  it('never shows a part of a stop string that is completed later', () => {
    const guard = createStopGuard(['\nUser:'])
    expect(guard.push('Paris.\nUs')).toBe('Paris.')
    expect(guard.push('er')).toBe('')
    expect(guard.push(': next')).toBe('')
    expect(guard.isStopped).toBe(true)
  })

  it('gives back what it held when it was no stop string after all', () => {
    const guard = createStopGuard(['STOP'])
    expect(guard.push('ST')).toBe('')
    expect(guard.push('AR')).toBe('STAR')
  })
})

/** The stop string that is complete first ends the text; of two complete at once, the one that begins first. */
function expectedText(pieces: string[], stops: string[]): string {
  let text = ''
  for (const piece of pieces) {
    text += piece
    const at = stops.map((stop) => text.indexOf(stop)).filter((index) => index !== -1)
    if (at.length > 0) return text.slice(0, Math.min(...at))
  }
  return text
}
