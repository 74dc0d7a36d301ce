import { assert, property, string, array, boolean, constantFrom, oneof } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldedText, foldText } from './foldText.ts'

const piece = oneof(
  string({ unit: 'binary', maxLength: 12 }),
  constantFrom(
    '\\u0073',
    '\\\\x4b',
    '&#115;',
    '&amp;',
    '%73',
    '%2573',
    '**',
    '`',
    '-',
    '\t',
    '\u00a0',
    '\u0130',
    '\u212a',
    'ÄSS',
    '東',
  ),
)

describe('a folded text', () => {
  it('is the same with places and without', () => {
    assert(
      property(array(piece, { maxLength: 12 }), boolean(), (pieces, isLoose) => {
        const source = pieces.join('')
        expect(foldedText(source, isLoose)).toBe(foldText(source, isLoose).text)
      }),
      { numRuns: 5000 },
    )
  })
})
