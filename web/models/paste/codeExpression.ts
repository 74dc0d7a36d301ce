import type { CodeToken } from './codeTokens.ts'

/** A value as it stands in a snippet. What is no literal keeps its text as `name`. */
export type CodeExpression =
  | { type: 'string'; value: string; isOpen: boolean }
  | { type: 'number'; text: string }
  | { type: 'constant'; value: 'true' | 'false' | 'null' | 'undefined' }
  | { type: 'list'; items: CodeExpression[] }
  | { type: 'object'; entries: [key: string, value: CodeExpression][] }
  | {
      type: 'call'
      name: string
      positional: CodeExpression[]
      named: [key: string, value: CodeExpression][]
      on?: CodeExpression
    }
  | { type: 'name'; name: string }

/** In place of a key: the value's own entries belong here. */
export const spreadKey = '\0spread'

const constants: Record<string, 'true' | 'false' | 'null' | 'undefined'> = {
  True: 'true',
  False: 'false',
  None: 'null',
  true: 'true',
  false: 'false',
  null: 'null',
  undefined: 'undefined',
}

/** Reads Python's and JavaScript's literals and calls alike: their grammars do not contradict each other here. */
export class ExpressionReader {
  readonly tokens: CodeToken[]
  at: number

  constructor(tokens: CodeToken[], at = 0) {
    this.tokens = tokens
    this.at = at
  }

  sign(): string | undefined {
    const token = this.tokens[this.at]
    return token?.type === 'sign' ? token.sign : undefined
  }

  /** Undefined where nothing that can be a value stands; what follows a value and is no part of it stays. */
  read(): CodeExpression | undefined {
    const first = this.#operand()
    if (first === undefined) return undefined
    let value = first
    // 'a' + 'b', and Python's neighbours 'a' 'b'.
    for (;;) {
      const isPlus = this.sign() === '+'
      if (!isPlus && !(value.type === 'string' && this.tokens[this.at]?.type === 'string')) return value
      if (isPlus) this.at++
      const next = this.#operand()
      if (next === undefined) return value
      if (value.type === 'string' && next.type === 'string')
        value = { type: 'string', value: value.value + next.value, isOpen: value.isOpen || next.isOpen }
      else value = { type: 'name', name: `${nameOf(value)} + ${nameOf(next)}` }
    }
  }

  #operand(): CodeExpression | undefined {
    const token = this.tokens[this.at]
    if (token === undefined) return undefined
    if (token.type === 'string') {
      this.at++
      return this.#rest(token)
    }
    if (token.type === 'number') {
      this.at++
      return { type: 'number', text: jsonNumber(token.text) }
    }
    if (token.type === 'name') return this.#named(token.name)
    switch (token.sign) {
      case '-':
      case '+': {
        this.at++
        const value = this.#operand()
        return value?.type === 'number' && token.sign === '-' ? { type: 'number', text: `-${value.text}` } : value
      }
      case '[':
        this.at++
        return this.#rest({ type: 'list', items: this.#items(']') })
      case '{':
        this.at++
        return this.#rest(this.#object())
      case '(':
        return this.#parenthesis()
      default:
        return undefined
    }
  }

  /** `(x)` is x; `(x, y)` is Python's tuple, and `()` of an arrow function is no value. */
  #parenthesis(): CodeExpression | undefined {
    this.at++
    const before = this.at
    const items = this.#items(')')
    const hadComma = this.tokens.slice(before, this.at).some((token) => token.type === 'sign' && token.sign === ',')
    const [only] = items
    return only !== undefined && items.length === 1 && !hadComma ? this.#rest(only) : { type: 'list', items }
  }

  #named(word: string): CodeExpression | undefined {
    this.at++
    if (word === 'await' || word === 'new') return this.#operand()
    const constant = constants[word]
    if (constant !== undefined) return { type: 'constant', value: constant }
    return this.#rest({ type: 'name', name: word })
  }

  /** What follows a value: `.name`, `?.name`, a call, an index. */
  #rest(start: CodeExpression): CodeExpression {
    let value = start
    for (;;) {
      const sign = this.sign()
      if (sign === '.' || (sign === '?' && this.#signAt(1) === '.')) {
        const next = this.tokens[this.at + (sign === '?' ? 2 : 1)]
        if (next?.type !== 'name') return value
        this.at += sign === '?' ? 3 : 2
        value =
          value.type === 'name'
            ? { type: 'name', name: `${value.name}.${next.name}` }
            : { type: 'call', name: `.${next.name}`, positional: [], named: [], on: value }
        if (value.type === 'call' && this.sign() !== '(') return value
      } else if (sign === '(' && (value.type === 'name' || isMember(value))) value = this.#call(value)
      else if (sign === '[' && value.type === 'name') {
        this.at++
        const index = this.#items(']')
        value = { type: 'name', name: `${value.name}[${index.map(nameOf).join(', ')}]` }
      } else if (sign === '!') this.at++ // TypeScript's assertion
      else return value
    }
  }

  #signAt(ahead: number): string | undefined {
    const token = this.tokens[this.at + ahead]
    return token?.type === 'sign' ? token.sign : undefined
  }

  #call(callee: CodeExpression): CodeExpression {
    this.at++
    const positional: CodeExpression[] = []
    const named: [string, CodeExpression][] = []
    while (this.at < this.tokens.length && this.sign() !== ')') {
      const token = this.tokens[this.at]
      if (token?.type === 'name' && this.#signAt(1) === '=') {
        this.at += 2
        const value = this.read()
        if (value !== undefined) named.push([token.name, value])
      } else if (this.sign() === '**' || this.sign() === '...') {
        this.at++
        const value = this.read()
        if (value?.type === 'object') named.push(...value.entries)
        else if (value !== undefined) named.push([spreadKey, value])
      } else {
        const value = this.read()
        if (value === undefined) this.at++
        else positional.push(value)
      }
      this.#skipTo(')')
    }
    this.at++
    const on = callee.type === 'call' ? callee.on : undefined
    const name = callee.type === 'name' || callee.type === 'call' ? callee.name : ''
    return { type: 'call', name, positional, named, ...(on === undefined ? {} : { on }) }
  }

  #items(closing: string): CodeExpression[] {
    const items: CodeExpression[] = []
    while (this.at < this.tokens.length && this.sign() !== closing) {
      if (this.sign() === '...' || this.sign() === '*') this.at++
      const value = this.read()
      if (value === undefined) this.at++
      else items.push(value)
      this.#skipTo(closing)
    }
    this.at++
    return items
  }

  #object(): CodeExpression {
    const entries: [string, CodeExpression][] = []
    while (this.at < this.tokens.length && this.sign() !== '}') {
      if (this.sign() === '...' || this.sign() === '**') {
        this.at++
        const spread = this.read()
        if (spread?.type === 'object') entries.push(...spread.entries)
        else if (spread !== undefined) entries.push([spreadKey, spread])
      } else this.#entry(entries)
      this.#skipTo('}')
    }
    this.at++
    return { type: 'object', entries }
  }

  #entry(entries: [string, CodeExpression][]): void {
    const key = this.tokens[this.at]
    if (key === undefined) return
    this.at++
    const name =
      key.type === 'string' ? key.value : key.type === 'name' ? key.name : key.type === 'number' ? key.text : ''
    if (this.sign() === ':') {
      this.at++
      const value = this.read()
      if (value !== undefined) entries.push([name, value])
    } else if (key.type === 'name') entries.push([name, { type: 'name', name }])
  }

  /** Past whatever could not be read, to behind the next comma or before the end of this bracket. */
  #skipTo(closing: string): void {
    let depth = 0
    while (this.at < this.tokens.length) {
      const sign = this.sign()
      if (depth === 0 && sign === closing) return
      if (depth === 0 && sign === ',') {
        this.at++
        return
      }
      if (sign !== undefined && '([{'.includes(sign)) depth++
      if (sign !== undefined && ')]}'.includes(sign)) depth--
      if (depth < 0) return
      this.at++
    }
  }
}

/** A method on a value that is no plain name: `ChatDatabricks(…).invoke`. */
function isMember(value: CodeExpression): boolean {
  return value.type === 'call' && value.on !== undefined && value.positional.length === 0 && value.named.length === 0
}

/** Short text for what is no literal. */
export function nameOf(value: CodeExpression): string {
  switch (value.type) {
    case 'string':
      return value.value
    case 'number':
      return value.text
    case 'constant':
      return value.value
    case 'name':
      return value.name
    case 'call':
      return `${value.name}(…)`
    default:
      return '…'
  }
}

/** As JSON spells it, with the digits as written: 1.0 stays 1.0. */
function jsonNumber(text: string): string {
  const plain = text.replaceAll('_', '').replace(/n$/, '')
  if (/^0x/i.test(plain)) return String(Number(plain))
  return plain
    .replace(/^\./, '0.')
    .replace(/\.(?=$|e)/i, '.0')
    .replace(/^0+(?=\d)/, '')
}
