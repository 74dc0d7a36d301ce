import { array, assert, constantFrom, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchMatch } from './searchMatch.ts'
import { searchTerms } from './searchTerms.ts'
import { wordsIn } from './searchWords.ts'

function marked(text: string, search: string): string | undefined {
  const match = searchMatch(text, searchTerms(search) ?? [])
  if (match === undefined) return undefined
  let shown = ''
  let at = 0
  for (const [from, to] of match.marks) {
    shown += `${match.text.slice(at, from)}[${match.text.slice(from, to)}]`
    at = to
  }
  return shown + match.text.slice(at)
}

describe('searchTerms', () => {
  const said = (search: string) =>
    searchTerms(search)?.map(({ words, isBeginning }) => `${words.join(' ')}${isBeginning ? '*' : ''}`)

  it.each([
    ['two words', ['two*', 'words*']],
    ['"two words" more', ['two words', 'more*']],
    ['“curly quotes”', ['curly quotes']],
    ['a NOT b* OR (cd)', ['a', 'not*', 'b', 'or*', 'cd*']],
    ['column:value -minus', ['column value*', 'minus*']],
    ["don't", ['don t']],
    ['"open', ['open']],
    ['Straße É É ﬁne', ['strasse*', 'e', 'fine*']],
    ['東京 GPT模型', ['東 京', 'gpt 模 型']],
    ['same same', ['same*']],
    ['\0nul\0', ['nul*']],
    ['\ud800lone\udc00', ['lone*']],
  ])('reads %j', (search, terms) => {
    expect(said(search)).toEqual(terms)
  })

  it.each([undefined, '', '  \n'])('is no search for %j', (search) => {
    expect(searchTerms(search)).toBeUndefined()
  })

  it.each(['*', '""', '-- ()', '%'.repeat(10_000), '🙂'])('finds nothing to search by in %j', (search) => {
    expect(searchTerms(search)).toEqual([])
  })

  it('is bounded, whatever is typed', () => {
    expect(searchTerms(Array.from({ length: 10_000 }, (_, index) => `w${index}`).join(' '))).toHaveLength(16)
    expect(searchTerms(`"${'w '.repeat(10_000)}"`)?.[0]?.words).toHaveLength(32)
    expect(searchTerms('x'.repeat(10_000))?.[0]?.words[0]?.length).toBe(2000)
  })
})

describe('searchMatch', () => {
  it.each([
    ['The quick brown fox', 'brow', 'The quick [brow]n fox'],
    ['The quick brown fox', 'FOX quick', 'The [quick] brown [fox]'],
    ['quicker than quick', '"quick"', 'quicker than [quick]'],
    ['a b, c', '"b c"', 'a [b, c]'],
    ['ein Gruß aus Köln', 'gruss koln', 'ein [Gruß] aus [Köln]'],
    ['cafe\u0301 au lait', 'café', '[cafe\u0301] au lait'],
    ['我住在東京都', '東京', '我住在[東京]都'],
    ['我用GPT模型', 'gpt', '我用[GPT]模型'],
    ['one\n\n   two\tthree', 'three', 'one two [three]'],
    ['🙂 face', 'face', '🙂 [face]'],
    ['Ответ на письмо', 'ОТВ', '[Отв]ет на письмо'],
    ['e\u0301\u{14647}ß', 'ss', 'e\u0301\u{14647}[ß]'],
    ['ﬁ\u{2f800}', 'fi', '[ﬁ]\u{2f800}'],
    ['unrelated', 'word', undefined],
    ['swordfish', 'word', undefined],
    ['getx x', 'x', 'getx [x]'],
  ])('marks in %j what %j finds: %j', (text, search, shown) => {
    expect(marked(text, search)).toBe(shown)
  })

  it('cuts at words around the first one found, and says where it cut', () => {
    const text = `${'before '.repeat(100)}needle ${'after '.repeat(100)}`
    const shown = marked(text, 'needle') ?? ''
    expect(shown).toMatch(/^…(before )+\[needle\]( after)+…$/)
    expect(shown.length).toBeGreaterThan(120)
    expect(shown.length).toBeLessThan(180)
  })

  it('takes a long text without a space for what it is', () => {
    const shown = marked(`${'A'.repeat(2_000_000)} needle ${'B'.repeat(2_000_000)}`, 'needle') ?? ''
    expect(shown).toContain('[needle]')
    expect(shown.length).toBeLessThan(220)
  })

  it('marks only what is there, whole characters only, in any text', () => {
    const pieces = constantFrom(
      'word',
      'Wörter',
      'é',
      'e\u0301',
      'ß',
      'ﬁ',
      '東京',
      '🙂',
      '\ud800',
      ' ',
      '\n',
      'İ',
      'ς',
      'คำ',
      '½',
    )
    const texts = array(
      constantFrom(pieces, string({ unit: 'binary', maxLength: 8 })).chain((one) => one),
      {
        maxLength: 60,
      },
    ).map((all) => all.join(''))
    assert(
      property(texts, array(pieces, { minLength: 1, maxLength: 3 }), (text, searched) => {
        const terms = searchTerms(searched.join(' ')) ?? []
        const match = searchMatch(text, terms)
        if (match === undefined) return
        expect(match.text.isWellFormed()).toBe(true)
        let last = 0
        for (const [from, to] of match.marks) {
          expect(from).toBeGreaterThanOrEqual(last)
          expect(to).toBeGreaterThan(from)
          last = to
          expect(match.text.slice(from, to).isWellFormed()).toBe(true)
          const words = wordsIn(match.text.slice(from, to))
          expect(terms.some((term) => words.join(' ').includes(term.words[0] ?? '-'))).toBe(true)
        }
        expect(last).toBeLessThanOrEqual(match.text.length)
        expect(match.text.length).toBeLessThan(220)
      }),
      { numRuns: 300 },
    )
  })
})
