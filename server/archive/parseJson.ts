import { refused, tooLarge } from './refused.ts'

/** Deeper than any program writes; beyond it JSON.parse and whatever walks the value could end the stack. */
const maxDepth = 200
/** More than 64 MB of any conversation hold; each takes memory many times its two characters. */
const maxValues = 5_000_000

/** `what` is cut, broken, too deep or too much: a sentence, thrown. */
export function parseJson(text: string, what = 'The file', limits: { maxDepth?: number } = {}): unknown {
  const isOpen = expectModest(text, what, limits.maxDepth ?? maxDepth)
  try {
    return JSON.parse(text)
  } catch (error) {
    const [, position = text.length] = /at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? []
    // An end inside a literal (`fals`) is found at its first wrong character.
    const isCut = isOpen && Number(position) > text.length - 6
    throw refused(isCut ? `${what} is cut: its end is missing.` : `${what} is not JSON.`)
  }
}

/** Whether a bracket or a string is still open at the end. */
function expectModest(text: string, what: string, deepest: number): boolean {
  let depth = 0
  let values = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isInString) {
      if (code === backslash) at++
      else if (code === quote) isInString = false
    } else if (code === quote) isInString = true
    else if (code === comma) values++
    else if (code === openBrace || code === openBracket) {
      values++
      if (++depth > deepest) throw refused(`${what} is nested more than ${deepest} levels deep.`)
    } else if (code === closeBrace || code === closeBracket) depth--
  }
  if (values > maxValues) throw tooLarge(`${what} holds more than ${maxValues / 1e6} million values.`)
  return depth > 0 || isInString
}

const [quote, comma, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 44, 92, 123, 125, 91, 93]
