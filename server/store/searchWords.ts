/**
 * What a word is, for the index of sessions and for what is searched in it: letters, digits and their marks, without case
 * and diacritics. Scripts that are written without spaces have no words to go by: there each character is one, and what
 * is searched is a row of them. The database's own tokenizer only has to cut where neither a letter, a digit nor a mark
 * stands.
 */

/** Each of these is a word. */
const alone = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`
const inWord = String.raw`[[\p{L}\p{N}\p{M}\p{Co}]--[${alone}]]`
const words = new RegExp(String.raw`[${alone}]\p{M}{0,8}|${inWord}+`, 'gv')
const isAlonePattern = new RegExp(`^[${alone}]`, 'v')
const alonePattern = new RegExp(String.raw`[${alone}]\p{M}{0,8}`, 'gv')
const inWordPattern = new RegExp(`^${inWord}$`, 'v')

export function wordsIn(text: string): string[] {
  return foldCase(text).match(words) ?? []
}

/** The text as it goes into the index. */
export function indexedText(text: string): string {
  if (isAscii(text)) return text
  return withoutSigns(foldCase(text).replace(alonePattern, ' $& '))
}

/** Those that Unicode has since 2012, emoji mostly, FTS5 takes for letters. */
export function withoutSigns(text: string): string {
  return isAscii(text) ? text : text.replace(/[^\p{L}\p{N}\p{M}\p{Co}\p{ASCII}]+/gu, ' ')
}

export function standsAlone(word: string): boolean {
  return isAlonePattern.test(word)
}

/** Whether what stands at this place of a folded text goes on, or ends, with a letter of a word. */
export function isInWord(text: string, at: number): boolean {
  const code = at < 0 ? undefined : text.codePointAt(at)
  return code !== undefined && inWordPattern.test(String.fromCodePoint(code))
}

export function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- that is what ASCII is
  return /^[\x00-\x7f]*$/.test(text)
}

/** Without case and diacritics, in as few characters as there are: ß is ss, ﬁ is fi, Ａ is a, é and e + ´ are e. */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  return text
    .toWellFormed()
    .normalize('NFKD')
    .toUpperCase()
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ς', 'σ')
    .normalize('NFC')
}
