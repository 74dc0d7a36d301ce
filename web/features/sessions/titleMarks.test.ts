import { describe, expect, it } from 'vitest'
import { titleMarks } from './titleMarks.ts'

const marked = (title: string, search: string) => titleMarks(title, search).map(([from, to]) => title.slice(from, to))

describe('titleMarks', () => {
  it.each([
    ['Kyoto in November', 'kyo NOV', ['Kyo', 'Nov']],
    ['Kyoto in November', 'yoto', []],
    ['Ärger mit Müll', 'arger MÜLL', ['Ärger', 'Müll']],
    ['Ärger', 'Ä', ['Ä']],
    ['A\u0308rger', 'arg', ['A\u0308rg']],
    ['Ответ на письмо', '"на письмо"', ['на', 'письмо']],
    ['🙂 smile, smiling', 'smil', ['smil', 'smil']],
    ['a', '" - * (', []],
  ])('marks in %j what %j finds', (title, search, words) => {
    expect(marked(title, search)).toEqual(words)
  })
})
