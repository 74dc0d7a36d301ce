import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createThinkTags } from './thinkTags.ts'

function split(pieces: string[]): { text: string; reasoning: string } {
  const result = { text: '', reasoning: '' }
  const tags = createThinkTags(
    (text) => (result.text += text),
    (text) => (result.reasoning += text),
  )
  for (const piece of pieces) tags.push(piece)
  tags.flush()
  return result
}

describe('createThinkTags', () => {
  it.each([
    ['<think>why</think>so', 'so', 'why'],
    ['\n <think>why</think>\n\nso', '\n\nso', 'why'],
    ['<think>never closed', '', 'never closed'],
    ['<think>a </thin b</think>c', 'c', 'a </thin b'],
    ['no tags', 'no tags', ''],
    ['about <think>tags</think>', 'about <think>tags</think>', ''],
    ['<thinking>', '<thinking>', ''],
    ['<thi', '<thi', ''],
    ['  ', '  ', ''],
    ['<think></think>', '', ''],
  ])('reads %j the same, cut at every place', (whole, text, reasoning) => {
    for (let at = 0; at <= whole.length; at++)
      expect(split([whole.slice(0, at), whole.slice(at)])).toEqual({ text, reasoning })
    expect(split([...whole])).toEqual({ text, reasoning })
  })

  it('loses nothing, however it is cut', () => {
    const parts = fc.array(fc.constantFrom('<think>', '</think>', '<th', 'ink>', '</', 'x', ' ', '👩‍🚀'))
    fc.assert(
      fc.property(parts, (pieces) => {
        const { text, reasoning } = split(pieces)
        const whole = pieces.join('')
        if (whole.trimStart().startsWith('<think>'))
          expect(`<think>${reasoning}`.length + text.length).toBeGreaterThanOrEqual(
            whole.trimStart().length - '</think>'.length,
          )
        else expect(text).toBe(whole)
      }),
    )
  })
})
