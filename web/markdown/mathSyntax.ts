import { markdownLineEnding, markdownLineEndingOrSpace, markdownSpace } from 'micromark-util-character'
import type { Code, Construct, Effects, Extension, State, TokenizeContext } from 'micromark-util-types'

/**
 * Maths as models write it: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`.
 *
 * micromark-extension-math knows dollars only, reads "$5 and $10" as a formula, and loses what stands behind an opening
 * `$$` on its line. The rules for a single dollar are Pandoc's (tex_math_dollars, https://pandoc.org/MANUAL.html): no
 * space inside the dollars, no digit behind the closing one; and, because answers are full of prices, nothing that
 * begins with an amount and goes on with words, and no line break.
 * A block opens with `$$` or `\[` alone on its line and runs, like a code fence, to a line that ends with its closer.
 */
declare module 'micromark-util-types' {
  interface TokenTypeMap {
    mathText: 'mathText'
    mathTextSequence: 'mathTextSequence'
    mathTextData: 'mathTextData'
    mathTextLineEnding: 'mathTextLineEnding'
    mathFlow: 'mathFlow'
    mathFlowSequence: 'mathFlowSequence'
    mathFlowLine: 'mathFlowLine'
  }
}

const dollar = 36
const backslash = 92
const closers: Record<number, number> = { 40: 41, 91: 93 }

export const mathSyntax: Extension = {
  flow: {
    [dollar]: { name: 'mathFlow', concrete: true, tokenize: tokenizeFlow },
    [backslash]: { name: 'mathFlow', concrete: true, tokenize: tokenizeFlow },
  },
  text: {
    [dollar]: { name: 'mathText', tokenize: tokenizeDollars, previous: isNotDollar },
    [backslash]: { name: 'mathText', tokenize: tokenizeBrackets },
  },
}

/**
 * Closers that a piece of text was searched for to its end and does not have: without this, ten thousand unclosed
 * `\\(` would each read the whole paragraph.
 */
const missingClosers = new WeakMap<TokenizeContext, Set<number>>()

function missingIn(context: TokenizeContext): Set<number> {
  const known = missingClosers.get(context) ?? new Set()
  missingClosers.set(context, known)
  return known
}

function isNotDollar(this: TokenizeContext, code: Code): boolean {
  return code !== dollar || this.events.at(-1)?.[1].type === 'characterEscape'
}

/** Whether the text between two single dollars is a formula, by the rules above. */
function isFormula(content: string, before: string, after: string): boolean {
  if (content === '' || /^\s|\s$/.test(content) || /[\p{L}\p{N}]$/u.test(before) || /^\d/.test(after)) return false
  return !(/^[\d.,]+/.test(content) && /(^|[^\\A-Za-z])[A-Za-z]{2,}/.test(content) && !content.includes('\\'))
}

function tokenizeDollars(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const before = codeText(this.previous)
  const missing = missingIn(this)
  let size = 0
  let content = ''
  return function start(code) {
    effects.enter('mathText')
    effects.enter('mathTextSequence')
    return open(code)
  }
  function open(code: Code): State | undefined {
    if (code === dollar) {
      size += 1
      effects.consume(code)
      return size > 2 ? nok : open
    }
    effects.exit('mathTextSequence')
    return size === 2 && missing.has(dollar) ? nok(code) : between(code)
  }
  function between(code: Code): State | undefined {
    if (code === null && size === 2) missing.add(dollar)
    if (code === null || (size === 1 && content === '' && markdownLineEndingOrSpace(code))) return nok(code)
    if (markdownLineEnding(code)) return size === 1 ? nok(code) : lineEnding(effects, code, between)
    if (code === dollar) {
      if (size === 2) return effects.attempt(doubleClose, content.trim() === '' ? nok : done, nok)(code)
      effects.enter('mathTextSequence')
      effects.consume(code)
      effects.exit('mathTextSequence')
      return closed
    }
    effects.enter('mathTextData')
    return data(code)
  }
  function data(code: Code): State | undefined {
    if (code === null || code === dollar || markdownLineEnding(code)) {
      effects.exit('mathTextData')
      return between(code)
    }
    content += codeText(code)
    effects.consume(code)
    return code === backslash ? escaped : data
  }
  function escaped(code: Code): State | undefined {
    if (code !== dollar) return data(code)
    content += '$'
    effects.consume(code)
    return data
  }
  function closed(code: Code): State | undefined {
    return code !== dollar && isFormula(content, before, codeText(code)) ? done(code) : nok(code)
  }
  function done(code: Code): State | undefined {
    effects.exit('mathText')
    return ok(code)
  }
}

const doubleClose: Construct = {
  partial: true,
  tokenize: (effects, ok, nok) =>
    function start(code) {
      effects.enter('mathTextSequence')
      effects.consume(code)
      return (next) => {
        if (next !== dollar) return nok(next)
        effects.consume(next)
        effects.exit('mathTextSequence')
        return ok
      }
    },
}

function tokenizeBrackets(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const missing = missingIn(this)
  let closer: number | undefined
  let isEmpty = true
  return function start(code) {
    effects.enter('mathText')
    effects.enter('mathTextSequence')
    effects.consume(code)
    return open
  }
  function open(code: Code): State | undefined {
    closer = code === null ? undefined : closers[code]
    if (closer === undefined || missing.has(closer)) return nok(code)
    effects.consume(code)
    effects.exit('mathTextSequence')
    return between
  }
  function between(code: Code): State | undefined {
    if (code === null) {
      if (closer !== undefined) missing.add(closer)
      return nok(code)
    }
    if (markdownLineEnding(code)) return lineEnding(effects, code, between)
    if (code === backslash) {
      // A closer or the start of a command: which, the next character tells.
      const token = effects.enter('mathTextSequence')
      effects.consume(code)
      return (next) => {
        if (next === closer) {
          effects.consume(next)
          effects.exit('mathTextSequence')
          return close
        }
        token.type = 'mathTextData'
        isEmpty = false
        if (next === null || markdownLineEnding(next)) {
          effects.exit('mathTextData')
          return between(next)
        }
        effects.consume(next)
        return data
      }
    }
    effects.enter('mathTextData')
    return data(code)
  }
  function data(code: Code): State | undefined {
    if (code === null || code === backslash || markdownLineEnding(code)) {
      effects.exit('mathTextData')
      return between(code)
    }
    if (!markdownLineEndingOrSpace(code)) isEmpty = false
    effects.consume(code)
    return data
  }
  function close(code: Code): State | undefined {
    if (isEmpty) return nok(code)
    effects.exit('mathText')
    return ok(code)
  }
}

function lineEnding(effects: Effects, code: Code, next: State): State {
  effects.enter('mathTextLineEnding')
  effects.consume(code)
  effects.exit('mathTextLineEnding')
  return next
}

function tokenizeFlow(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const isInterrupting = this.interrupt
  const nextLine: Construct = { partial: true, tokenize: tokenizeNextLine }
  let line = ''
  let closer = ''
  return function start(code) {
    closer = code === dollar ? '$$' : '\\]'
    effects.enter('mathFlow')
    effects.enter('mathFlowSequence')
    effects.consume(code)
    return open
  }
  function open(code: Code): State | undefined {
    if (code !== (closer === '$$' ? dollar : 91)) return nok(code)
    effects.consume(code)
    return afterOpen
  }
  function afterOpen(code: Code): State | undefined {
    if (markdownSpace(code)) {
      effects.consume(code)
      return afterOpen
    }
    if (code !== null && !markdownLineEnding(code)) return nok(code)
    effects.exit('mathFlowSequence')
    return isInterrupting ? ok(code) : atLineEnd(code)
  }
  function atLineEnd(code: Code): State | undefined {
    if (code === null || line.trimEnd().endsWith(closer)) return done(code)
    return effects.attempt(nextLine, atLineStart, done)(code)
  }
  function atLineStart(code: Code): State | undefined {
    line = ''
    if (code === null || markdownLineEnding(code)) return atLineEnd(code)
    effects.enter('mathFlowLine')
    return inLine(code)
  }
  function inLine(code: Code): State | undefined {
    if (code === null || markdownLineEnding(code)) {
      effects.exit('mathFlowLine')
      return atLineEnd(code)
    }
    line += codeText(code)
    effects.consume(code)
    return inLine
  }
  function done(code: Code): State | undefined {
    effects.exit('mathFlow')
    return ok(code)
  }
}

/** A block quote's lazy line does not belong to a formula, as it does not to a code fence. */
function tokenizeNextLine(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  return (code) => {
    if (code === null) return nok(code)
    effects.enter('lineEnding')
    effects.consume(code)
    effects.exit('lineEnding')
    return (next) => (this.parser.lazy[this.now().line] ? nok(next) : ok(next))
  }
}

/** micromark counts tabs and line endings as negative codes: for these rules all of them are spaces. */
function codeText(code: Code): string {
  if (code === null) return ''
  return code < 0 ? ' ' : String.fromCharCode(code)
}
