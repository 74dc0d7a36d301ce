import { array, assert, constantFrom, property } from 'fast-check'
import { expect, it } from 'vitest'
import { fromPostgresText, toPostgresText } from './postgresText.ts'

const pieces = constantFrom('\0', '\u{10ffff}', '0', '1', 'a', 'é', '𝄞', '\u{10ffff}0', '\u{10ffff}1')

it('gives back every text, and writes none with U+0000 in it', () => {
  assert(
    property(array(pieces), (parts) => {
      const text = parts.join('')
      const written = toPostgresText(text)
      expect(written).not.toContain('\0')
      expect(fromPostgresText(written)).toBe(text)
    }),
  )
})

it('leaves ordinary text as it is', () => {
  expect(toPostgresText('Grüße, 世界')).toBe('Grüße, 世界')
})
