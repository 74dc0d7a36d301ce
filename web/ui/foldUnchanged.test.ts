import { expect, it } from 'vitest'
import { foldUnchanged } from './foldUnchanged.ts'

const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`).join(' ')

it('leaves out what is far from every change, and cuts at words', () => {
  const long = words(100)
  const shown = foldUnchanged([{ value: long }, { value: 'x', added: true }, { value: long }], 40)
  expect(shown.map((part) => part.folded ?? part.value)).toEqual([
    '',
    expect.any(Number),
    'word95 word96 word97 word98 word99',
    'x',
    'word0 word1 word2 word3 word4 word5',
    expect.any(Number),
    '',
  ])
  const characters = shown.reduce((sum, part) => sum + (part.folded ?? part.value.length), 0)
  expect(characters).toBe(2 * long.length + 1)
})

it('keeps what is short, and whatever changed', () => {
  const parts = [{ value: 'a b c' }, { value: words(100), removed: true }, { value: words(100), added: true }]
  expect(foldUnchanged(parts, 40)).toEqual(parts)
})
