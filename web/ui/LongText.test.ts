import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { boxesOf } from './LongText.tsx'

it('cuts a long text into boxes that are the text again', () => {
  const piece = fc.constantFrom('word ', 'line\n', '\n', '👩‍🔬', 'x'.repeat(5000), '😀'.repeat(3001), ' '.repeat(9000))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('')
      const boxes = boxesOf(text)
      expect(boxes.join('')).toBe(text)
      expect(boxes.every((box) => box.length > 0 && box.length <= 8000 && box.isWellFormed())).toBe(true)
    }),
  )
})

it('cuts behind a line end where there is one', () => {
  const [first] = boxesOf(`${'a b '.repeat(1500)}\n${'c d '.repeat(1500)}`)
  expect(first).toBe(`${'a b '.repeat(1500)}\n`)
})
