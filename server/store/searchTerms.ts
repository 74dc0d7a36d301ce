import { standsAlone, wordsIn } from './searchWords.ts'

/** Words that must stand together, one of them mostly. */
export interface SearchTerm {
  words: string[]
  /** The last one need only begin so. */
  isBeginning: boolean
}

/** Enough for any sentence; each costs a pass over the index. */
const maxTerms = 16
const maxWords = 32
const maxCharacters = 2000

/**
 * What a person searches: words by their beginning, "words in quotes" whole and together. No sign means anything else.
 * None = there is nothing to search by: `undefined` where nothing was typed, an empty list where nothing of it is a word.
 */
export function searchTerms(search: string | undefined): SearchTerm[] | undefined {
  if (search === undefined || search.trim() === '') return undefined
  const terms = new Map<string, SearchTerm>()
  for (const [whole, quoted] of search.slice(0, maxCharacters).matchAll(/["“”„]([^"“”„]*)["“”„]?|[^\s"“”„]+/g)) {
    const words = wordsIn(quoted ?? whole).slice(0, maxWords)
    const last = words.at(-1)
    if (last === undefined || terms.size === maxTerms) continue
    // One letter begins a good part of all words: it stands for itself only.
    const isBeginning = quoted === undefined && last.length > 1 && !standsAlone(last)
    terms.set(`${isBeginning} ${words.join(' ')}`, { words, isBeginning })
  }
  return [...terms.values()]
}
