import { PasteProblem } from './pasteProblem.ts'

export type CodeLanguage = 'Python' | 'JavaScript'

export type CodeToken =
  /** `isOpen`: an f-string or a template with something to fill in, which stands in the text as written. */
  | { type: 'string'; value: string; isOpen: boolean }
  | { type: 'number'; text: string }
  | { type: 'name'; name: string }
  | { type: 'sign'; sign: string }

/** Strings are what a look at text alone gets wrong, so the snippet is split first. Throws PasteProblem on an open string. */
export function tokenize(text: string, language: CodeLanguage): CodeToken[] {
  const tokens: CodeToken[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at, at + 400)
    const skipped = (language === 'Python' ? pythonSpace : scriptSpace).exec(rest)
    if (skipped !== null && skipped[0] !== '') {
      at += skipped[0].length
      continue
    }
    if (language === 'JavaScript' && rest.startsWith('/*')) {
      const end = text.indexOf('*/', at + 2)
      at = end < 0 ? text.length : end + 2
      continue
    }
    const string = language === 'Python' ? pythonString(text, at) : scriptString(text, at)
    if (string !== undefined) {
      tokens.push(string.token)
      at = string.end
      continue
    }
    const number = /^(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d+)?)n?/.exec(rest)
    if (number !== null && /^\.?\d/.test(rest)) {
      tokens.push({ type: 'number', text: number[0] })
      at += number[0].length
      continue
    }
    const name = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(rest)
    if (name !== null) {
      tokens.push({ type: 'name', name: name[0] })
      at += name[0].length
      continue
    }
    const sign = /^(?:\*\*|\.\.\.|===?|!==?|=>|\?\?|\|\||&&|[<>]=?|[\s\S])/.exec(rest)?.[0] ?? ''
    tokens.push({ type: 'sign', sign })
    at += sign.length
  }
  return tokens
}

const pythonSpace = /^(?:\s|\\\r?\n|#[^\n]*)*/
const scriptSpace = /^(?:\s|\/\/[^\n]*)*/

interface Found {
  token: CodeToken
  end: number
}

function pythonString(text: string, start: number): Found | undefined {
  const opening = /^([rRbBuUfF]{0,2})("""|'''|"|')/.exec(text.slice(start, start + 5))
  if (opening === null) return undefined
  const [whole, prefix = '', quote = ''] = opening
  const isRaw = /r/i.test(prefix)
  const { inside, end } = readUntil(text, start + whole.length, quote)
  const value = isRaw ? inside : inside.replace(pythonEscape, unescape)
  return { token: { type: 'string', value, isOpen: /f/i.test(prefix) && /\{[^{]/.test(value) }, end }
}

function scriptString(text: string, start: number): Found | undefined {
  const quote = text[start]
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined
  const { inside, end } = readUntil(text, start + 1, quote)
  const value = inside.replace(scriptEscape, unescape)
  return { token: { type: 'string', value, isOpen: quote === '`' && /(?<!\\)\$\{/.test(inside) }, end }
}

function readUntil(text: string, from: number, quote: string): { inside: string; end: number } {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text.startsWith(quote, at)) return { inside: text.slice(from, at), end: at + quote.length }
    else if (text[at] === '\n' && quote.length === 1 && quote !== '`') break
  }
  throw new PasteProblem(
    `The string in line ${text.slice(0, from).split('\n').length} is not closed. Paste the whole call.`,
  )
}

const pythonEscape = /\\(\r?\n|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[\s\S])/g
const scriptEscape = /\\(\r?\n|x[\da-fA-F]{2}|u\{[\da-fA-F]{1,6}\}|u[\da-fA-F]{4}|[\s\S])/g
const letters: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07' }

function unescape(whole: string, escape: string): string {
  const kind = escape[0] ?? ''
  if (kind === '\n' || kind === '\r') return ''
  if ('xuU'.includes(kind) && escape.length > 1)
    return String.fromCodePoint(Number.parseInt(escape.replace(/^[xuU]\{?/, ''), 16))
  if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8))
  if ('\\\'"`$'.includes(kind)) return kind
  return letters[kind] ?? whole
}
