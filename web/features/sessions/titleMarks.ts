/** Letters and digits, with the marks that stand on them: what a search takes for a word. */
const word = /[\p{L}\p{N}\p{M}]+/gu

/**
 * Where words of a search begin words of a title, in UTF-16 units, for the eye: the server decides what is found.
 * Case does not count, nor do accents.
 */
export function titleMarks(title: string, search: string): [number, number][] {
  const wanted = [...search.matchAll(word)].map(([text]) => plain(text)).filter((text) => text !== '')
  return [...title.matchAll(word)].flatMap(({ 0: text, index }): [number, number][] => {
    const lengths = wanted.filter((begin) => plain(text).startsWith(begin)).map((begin) => lengthOf(text, begin.length))
    return lengths.length > 0 ? [[index, index + Math.max(...lengths)]] : []
  })
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/** How much of the text its first so many plain letters take. */
function lengthOf(text: string, plainLength: number): number {
  let end = 0
  for (const letter of text) {
    if (plain(text.slice(0, end)).length >= plainLength && !/\p{M}/u.test(letter)) break
    end += letter.length
  }
  return end
}
