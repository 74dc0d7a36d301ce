/**
 * A text as it reads, whatever it is written in, with the place of each character: a secret must be found in another
 * case, in the escapes of JSON (`\u0073k-`), of HTML (`&#115;k-`) and of addresses (`%73k-`), and between them however often
 * one was put into another.
 */
export interface FoldedText {
  text: string
  /** Of each character of `text`: where what stands for it begins and ends. */
  starts: Uint32Array
  ends: Uint32Array
}

/** `isLoose`: spaces, hyphens and Markdown's marks are left out too: `sk-ab**cd**`, a key over two lines, `4242 4242…`. */
export function foldText(source: string, isLoose: boolean): FoldedText {
  // What stands for a character is never shorter than it (`put`).
  const starts = new Uint32Array(source.length)
  const ends = new Uint32Array(source.length)
  let text = ''
  const put = (folded: string, start: number, end: number) => {
    for (const unit of folded) {
      starts.fill(start, text.length, text.length + unit.length)
      ends.fill(end, text.length, text.length + unit.length)
      text += unit
    }
  }
  const ofAscii = isLoose ? looseAscii : exactAscii
  for (let at = 0; at < source.length;) {
    const code = source.charCodeAt(at)
    const folded = code < 128 ? ofAscii[code] : isIdeograph(code) ? source.charAt(at) : undefined
    if (folded !== undefined) {
      if (folded !== '') {
        starts[text.length] = at
        ends[text.length] = at + 1
        text += folded
      }
      at++
      continue
    }
    const { character, length } = unitAt(source, at, code)
    put(foldedUnit(character, isLoose).slice(0, length), at, at + length)
    at += length
  }
  return { text, starts, ends }
}

/** The folded text alone, several times faster: most texts hold nothing that is looked for, and need no places. */
export function foldedText(source: string, isLoose: boolean): string {
  let text = ''
  for (let at = 0; at < source.length;) {
    plain.lastIndex = at
    const run = plain.exec(source)?.[0]
    if (run !== undefined) {
      text += isLoose ? run.replace(loosePlain, '') : run.replace(/\s/g, ' ')
      at += run.length
      continue
    }
    const { character, length } = unitAt(source, at, source.charCodeAt(at))
    text += foldedUnit(character, isLoose).slice(0, length)
    at += length
  }
  // Of what is plain only; the rest is lower case already, and stays what it is.
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase())
}

/** ASCII that is neither a control character nor begins an escape, and ideographs. */
const plain = /[\t-\r -$'-[\]-~\u3100-\u9fff]+/y
const loosePlain = /[\s*_~`[\]<>-]+/g

/** Chinese, Japanese and Korean stand for themselves. */
function isIdeograph(code: number): boolean {
  return code > 0x30ff && code < 0xa000
}

/** The text with every escape read, in its own case. */
export function readEscapes(source: string): string {
  if (!/[\\&%]/.test(source)) return source
  let text = ''
  let from = 0
  for (let at = 0; at < source.length;) {
    const code = source.charCodeAt(at)
    if (code !== 92 && code !== 38 && code !== 37) {
      at++
      continue
    }
    const { character, length } = unitAt(source, at, code)
    if (length > character.length) {
      text += source.slice(from, at) + character
      from = at + length
    }
    at += length
  }
  return text + source.slice(from)
}

function foldedUnit(character: string, isLoose: boolean): string {
  if (/^\s$/.test(character)) return isLoose ? '' : ' '
  if (isLoose && looseMarks.includes(character)) return ''
  if (/^[\p{Cf}\p{Cc}]$/u.test(character)) return ''
  return character.normalize('NFKC').toLowerCase()
}

const looseMarks = '*_~`\\[]<>-'

/** What nearly every character is, looked up; undefined for what begins an escape. */
const exactAscii = asciiTable(false)
const looseAscii = asciiTable(true)

function asciiTable(isLoose: boolean): (string | undefined)[] {
  return Array.from({ length: 128 }, (_, code) =>
    code === 92 || code === 38 || code === 37 ? undefined : foldedUnit(String.fromCharCode(code), isLoose),
  )
}

interface Unit {
  character: string
  length: number
}

const entity =
  /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp|colon|period|commat|lowbar|hyphen|dash|sol));?/y
const escaped = /\\{1,32}(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([nrtbf"/]))?/y
const percent = /%(?:25){0,8}([2-7][\da-fA-F])/y

function unitAt(source: string, at: number, code: number): Unit {
  const pattern = code === 92 ? escaped : code === 38 ? entity : code === 37 ? percent : undefined
  if (pattern !== undefined) {
    pattern.lastIndex = at
    const match = pattern.exec(source)
    if (match !== null) return { character: characterOf(code, match), length: match[0].length }
  }
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0)
  return { character, length: character.length }
}

function characterOf(code: number, [, first, second, third]: RegExpExecArray): string {
  if (code === 37) return fromHex(first)
  if (code === 38)
    return first === undefined
      ? second === undefined
        ? (named[third ?? ''] ?? '')
        : fromHex(second)
      : fromNumber(Number(first))
  const hex = first ?? second
  if (hex !== undefined) return fromHex(hex)
  return third === undefined ? '\\' : (controls[third] ?? third)
}

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  colon: ':',
  period: '.',
  commat: '@',
  lowbar: '_',
  hyphen: '-',
  dash: '-',
  sol: '/',
}

const controls: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function fromHex(hex = ''): string {
  return fromNumber(Number.parseInt(hex, 16))
}

function fromNumber(value: number): string {
  return value <= 0x10_ffff ? String.fromCodePoint(value) : '\uFFFD'
}
