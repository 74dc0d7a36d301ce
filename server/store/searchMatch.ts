import type { SessionMatch } from '../contract/session.ts'
import { foldCase, isAscii, isInWord, standsAlone } from './searchWords.ts'
import type { SearchTerm } from './searchTerms.ts'

/** Characters shown, and how many of them stand before the first word found. */
const cutLength = 160
const before = 48
/** Enough of the text around that spaces can be left out of it. */
const reach = 1000
/** Characters a word's end may be away, to cut there. */
const slack = 24

/** A line around the first of the words that stands in the text; undefined where none does. */
export function searchMatch(text: string, terms: SearchTerm[]): Pick<SessionMatch, 'text' | 'marks'> | undefined {
  const first = firstIn(text, terms)
  if (first === undefined) return undefined
  // Cut twice: spaces are left out of what may be shown only, and what is found there is found anew.
  const from = wordStart(text, first - before * 4)
  const line = text
    .slice(from, first + reach)
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .trim()
  const leading = text.slice(from, first).replace(/\s+/g, ' ').trimStart().length
  const start = leading <= before ? 0 : wordStart(line, leading - before)
  const end = wordEnd(line, start + cutLength)
  const marks = marksIn(line.slice(start, end), terms)
  if (marks.length === 0) return undefined
  const opening = from > 0 || start > 0 ? '…' : ''
  const closing = end < line.length || first + reach < text.length ? '…' : ''
  return {
    text: `${opening}${line.slice(start, end)}${closing}`,
    marks: marks.map(([markFrom, markTo]) => [markFrom + opening.length, markTo + opening.length]),
  }
}

function firstIn(text: string, terms: SearchTerm[]): number | undefined {
  const folded = alignedFold(text)
  let first: number | undefined
  for (const term of terms) {
    const [hit] = hitsOf(folded.text, term, 1)
    if (hit !== undefined && (first === undefined || folded.origin(hit[0], 'start') < first))
      first = folded.origin(hit[0], 'start')
  }
  return first
}

/** In order, those that touch made one. */
function marksIn(text: string, terms: SearchTerm[]): [number, number][] {
  const folded = alignedFold(text)
  const hits = terms
    .flatMap((term) => hitsOf(folded.text, term, cutLength))
    .map(([from, to]): [number, number] => [folded.origin(from, 'start'), folded.origin(to, 'end')])
    .toSorted((left, right) => left[0] - right[0])
  const marks: [number, number][] = []
  for (const [from, to] of hits) {
    const last = marks.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else marks.push([from, to])
  }
  return marks
}

/** Where the term stands in a folded text, as the index would find it. */
function hitsOf(text: string, { words, isBeginning }: SearchTerm, limit: number): [number, number][] {
  const [head = ''] = words
  const hits: [number, number][] = []
  for (let from = text.indexOf(head); from >= 0 && hits.length < limit; from = text.indexOf(head, from + 1)) {
    // A surrogate's second half is looked at with its first.
    const previous = from > 1 && /[\udc00-\udfff]/.test(text[from - 1] ?? '') ? from - 2 : from - 1
    if (!standsAlone(head) && isInWord(text, previous)) continue
    const to = endOfTerm(text, from, words)
    if (to === undefined) continue
    const isWhole = standsAlone(words.at(-1) ?? '') || !isInWord(text, to)
    if (isBeginning || isWhole) hits.push([from, to])
  }
  return hits
}

/** Between words stands what is no word. */
function endOfTerm(text: string, from: number, words: string[]): number | undefined {
  let at = from
  for (const [index, word] of words.entries()) {
    if (index > 0) {
      const gap = /^[^\p{L}\p{N}\p{M}\p{Co}]{0,200}/u.exec(text.slice(at, at + 200))?.[0].length ?? 0
      if (gap === 0 && !standsAlone(word) && !standsAlone(words[index - 1] ?? '')) return undefined
      at += gap
    }
    if (!text.startsWith(word, at)) return undefined
    at += word.length
  }
  return at
}

interface Aligned {
  text: string
  /** The place in the original that a place in the folded text stands for. */
  origin(at: number, side: 'start' | 'end'): number
}

/** A character with the marks on it, or marks on their own; few, so that none is long. */
const unit = /\P{M}\p{M}{0,8}|\p{M}{1,8}/gu

/** Folding changes lengths (ß, é in two characters): each such character is remembered with its place. */
function alignedFold(text: string): Aligned {
  if (isAscii(text)) return { text: text.toLowerCase(), origin: (at) => at }
  const shifts: { folded: [number, number]; original: [number, number] }[] = []
  let folded = ''
  let from = 0
  for (const run of text.matchAll(/[a-zA-Z]?[^\0-\x7f]+/g)) {
    folded += text.slice(from, run.index).toLowerCase()
    from = run.index
    for (const [one] of run[0].matchAll(unit)) {
      const foldedOne = foldedUnit(one)
      if (foldedOne.length !== one.length)
        shifts.push({ folded: [folded.length, folded.length + foldedOne.length], original: [from, from + one.length] })
      folded += foldedOne
      from += one.length
    }
  }
  folded += text.slice(from).toLowerCase()
  return {
    text: folded,
    origin(at, side) {
      const shift = shifts.findLast((one) => one.folded[0] < at || (side === 'start' && one.folded[0] === at))
      if (shift === undefined) return at
      if (at >= shift.folded[1]) return shift.original[1] + at - shift.folded[1]
      return side === 'start' ? shift.original[0] : shift.original[1]
    },
  }
}

const foldedUnits = new Map<string, string>()

/** Remembered: a text has few different characters, and folding one takes long. */
function foldedUnit(text: string): string {
  const known = foldedUnits.get(text)
  if (known !== undefined) return known
  if (foldedUnits.size > 5000) foldedUnits.clear()
  const folded = foldCase(text)
  foldedUnits.set(text, folded)
  return folded
}

/** At or a little after this place, where a word begins; never in the middle of a character. */
function wordStart(text: string, at: number): number {
  if (at <= 0) return 0
  const space = text.slice(at, at + slack).search(/\s/)
  if (space >= 0) return at + space + 1
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at + 1 : at
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length
  const space = text.slice(at - slack, at).search(/\s\S*$/)
  if (space >= 0) return at - slack + space
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at
}
