import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokenText } from './tokenText.ts'

/** Tokens of one byte each: the hardest case there is. */
const detokenize = (bytes: number[]) => Buffer.from(bytes).toString()

describe('createTokenText', () => {
  it('gives the text back whole, never ending in half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const wellFormed = text.toWellFormed().replaceAll('\uFFFD', '')
        const tokenText = createTokenText<number>(detokenize)
        const shown = [...Buffer.from(wellFormed)].map((byte) => tokenText.push(byte))
        expect(shown.join('') + tokenText.flush()).toBe(wellFormed)
        for (const piece of shown) expect(piece).not.toContain('\uFFFD')
      }),
    )
  })

  it('drops half a character at the very end', () => {
    const tokenText = createTokenText<number>(detokenize)
    const [first = 0, second = 0] = Buffer.from('🎉')
    expect(tokenText.push(first) + tokenText.push(second) + tokenText.flush()).toBe('')
  })

  it('shows bytes that are no text as a replacement character instead of waiting for ever', () => {
    const tokenText = createTokenText<number>(detokenize)
    const shown = [0xff, 0xff, 0xff, 0xff].map((byte) => tokenText.push(byte)).join('')
    expect(shown).toContain('\uFFFD')
  })
})
