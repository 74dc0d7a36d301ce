import * as fc from 'fast-check'
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
    expect(split(whole.split(''))).toEqual({ text, reasoning })
  })

  it('loses nothing, however it is cut', () => {
    const parts = fc.array(fc.constantFrom('<think>', '</think>', '<th', 'ink>', '</', 'x', ' ', '👩‍🚀'))
    fc.assert(
      fc.property(parts, (pieces) => {
        const { text, reasoning } = split(pieces)
        const whole = pieces.join('')
        const isThinking = whole.trimStart().startsWith('<think>')
        const rest = whole.trimStart().slice('<think>'.length)
        const close = rest.indexOf('</think>')
        const expected = !isThinking
          ? ['', whole]
          : close === -1
            ? [rest, '']
            : [rest.slice(0, close), rest.slice(close + '</think>'.length)]
        expect([reasoning, text]).toEqual(expected)
      }),
    )
  })
})
