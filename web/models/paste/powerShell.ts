import { readCurl } from './curlCommand.ts'
import { credentialOfHeaders } from './curlCommand.ts'
import { PasteProblem } from './pasteProblem.ts'
import type { PastedRequest } from './pastedRequest.ts'

/**
 * PowerShell: `curl.exe` with its quoting, `Invoke-RestMethod` and `Invoke-WebRequest` with `-Body`, here-strings and
 * variables set in the text. Hash tables piped to `ConvertTo-Json` are read as objects.
 * Source: about_Quoting_Rules and about_Hash_Tables, https://learn.microsoft.com/en-us/powershell.
 */
export function readPowerShell(text: string): PastedRequest {
  const reader = new PowerShellReader(text.replaceAll('\r\n', '\n').replace(/`\n[ \t]*/g, ' '))
  const commands = reader.commands()
  const invoke = commands.find(([first]) => /^Invoke-(?:RestMethod|WebRequest)$|^i[rw][mr]$/i.test(first?.text ?? ''))
  if (invoke !== undefined) return ofInvoke(invoke)
  const curl = commands.find(([first]) => /curl(?:\.exe)?$/i.test(first?.text ?? ''))
  if (curl === undefined) throw new PasteProblem('There is no curl.exe and no Invoke-RestMethod in this text.')
  // Before PowerShell 7.3 quotes inside an argument had to be escaped once more for the program itself.
  const words = curl.map(({ text: word }) =>
    isJson(word) ? word : isJson(word.replaceAll('\\"', '"')) ? word.replaceAll('\\"', '"') : word,
  )
  return { ...readCurl([{ words, unresolved: curl.flatMap(({ unresolved }) => unresolved) }]), from: 'PowerShell' }
}

export function looksLikePowerShell(text: string): boolean {
  return /\bInvoke-(?:RestMethod|WebRequest)\b|(?:^|\s)(?:irm|iwr)\s|`\r?\n|@'\r?\n|@"\r?\n|(?:^|\n)\s*\$\w+\s*=\s*(?:@|'|"|\[)/i.test(
    text,
  )
}

interface Value {
  /** As a program's argument. */
  text: string
  /** As ConvertTo-Json writes it. */
  json: string
  headers?: [string, string][]
  unresolved: string[]
}

function ofInvoke(words: Value[]): PastedRequest {
  const value = (...names: string[]): Value | undefined => {
    const at = words.findIndex(({ text }) => names.includes(text.toLowerCase()))
    return at < 0 ? undefined : words[at + 1]
  }
  const body = value('-body')
  if (body === undefined) throw new PasteProblem('The command has no -Body.')
  const url = value('-uri')?.text ?? words[1]?.text
  const credential = credentialOfHeaders(value('-headers')?.headers ?? [])
  return {
    from: 'PowerShell',
    body: body.text === '' ? body.json : body.text,
    ...(url === undefined || url.startsWith('-') ? {} : { url }),
    ...(credential === undefined ? {} : { credential }),
    notes: body.unresolved.map((name) => `${name} is set outside the text; the body holds its name.`),
  }
}

class PowerShellReader {
  readonly #text: string
  #at = 0
  readonly #variables = new Map<string, Value>()

  constructor(text: string) {
    this.#text = text
  }

  commands(): Value[][] {
    const commands: Value[][] = []
    while (this.#at < this.#text.length) {
      const assignment = /^[\s;]*\$(\w+)\s*=\s*/.exec(this.#text.slice(this.#at))
      if (assignment !== null) {
        this.#at += assignment[0].length
        this.#variables.set((assignment[1] ?? '').toLowerCase(), this.#pipeline())
        this.#skipLine()
        continue
      }
      const words = this.#words()
      if (words.length > 0) commands.push(words)
      else this.#at++
    }
    return commands
  }

  #words(): Value[] {
    const words: Value[] = []
    for (;;) {
      this.#skipBlanks()
      const char = this.#text[this.#at]
      if (char === undefined || char === '\n' || char === ';' || char === '|') return words
      const before = this.#at
      words.push(this.#value())
      if (this.#at === before) this.#at++
    }
  }

  #skipBlanks(): void {
    while (/[ \t]/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #skipSpace(): void {
    const space = /^(?:\s|#[^\n]*)*/.exec(this.#text.slice(this.#at))?.[0] ?? ''
    this.#at += space.length
  }

  #skipLine(): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== '\n' && this.#text[this.#at] !== ';') this.#at++
  }

  /** `value | ConvertTo-Json …`. */
  #pipeline(): Value {
    const value = this.#value()
    const convert = /^\s*\|\s*ConvertTo-Json[^\n);]*/i.exec(this.#text.slice(this.#at))
    if (convert === null) return value
    this.#at += convert[0].length
    return { ...value, text: value.json }
  }

  #value(): Value {
    const rest = this.#text.slice(this.#at)
    const cast = /^\[\w+\]/.exec(rest)
    if (cast !== null) {
      this.#at += cast[0].length
      return this.#value()
    }
    if (rest.startsWith("@'\n") || rest.startsWith('@"\n')) return this.#hereString(rest[1] ?? '')
    if (rest.startsWith('@{')) return this.#table()
    if (rest.startsWith('@(')) return this.#list()
    if (rest.startsWith('(')) return this.#parenthesis()
    if (rest.startsWith("'")) return this.#single()
    if (rest.startsWith('"')) return this.#double()
    const variable = /^\$(?:env:)?\w+/i.exec(rest)
    if (variable !== null) {
      this.#at += variable[0].length
      return this.#variable(variable[0])
    }
    const word = /^[^\s;|,)}]+/.exec(rest)?.[0] ?? ''
    this.#at += word.length
    return { text: word, json: /^-?\d+(?:\.\d+)?$/.test(word) ? word : JSON.stringify(word), unresolved: [] }
  }

  #variable(written: string): Value {
    const name = written.slice(1).toLowerCase()
    if (name === 'true' || name === 'false' || name === 'null') return { text: name, json: name, unresolved: [] }
    return this.#variables.get(name) ?? { text: written, json: JSON.stringify(written), unresolved: [written] }
  }

  #hereString(quote: string): Value {
    const end = this.#text.indexOf(`\n${quote}@`, this.#at)
    if (end < 0) throw new PasteProblem(`The here-string is not closed: a line that begins with ${quote}@ is missing.`)
    const inside = this.#text.slice(this.#at + 3, end)
    this.#at = end + 3
    return quote === "'" ? quoted(inside) : this.#expand(inside)
  }

  #single(): Value {
    const found = /^'((?:[^']|'')*)'/.exec(this.#text.slice(this.#at))
    if (found === null) throw new PasteProblem("A quote ' is not closed. Paste the whole command.")
    this.#at += found[0].length
    return quoted((found[1] ?? '').replaceAll("''", "'"))
  }

  #double(): Value {
    const found = /^"((?:[^"`\\]|""|`[\s\S]|\\"(?!\s|$)|\\)*)"/.exec(this.#text.slice(this.#at))
    if (found === null) throw new PasteProblem('A quote " is not closed. Paste the whole command.')
    this.#at += found[0].length
    return this.#expand((found[1] ?? '').replaceAll('""', '"'))
  }

  #expand(inside: string): Value {
    const unresolved: string[] = []
    const value = inside.replace(
      /`([\s\S])|\$(?:\{(\w+)\}|((?:env:)?\w+))/gi,
      (whole: string, escaped?: string, braced?: string, plain?: string) => {
        if (escaped !== undefined) return escapes[escaped] ?? escaped
        const known = this.#variables.get((braced ?? plain ?? '').toLowerCase())
        if (known === undefined) unresolved.push(whole)
        return known?.text ?? whole
      },
    )
    return { ...quoted(value), unresolved }
  }

  #parenthesis(): Value {
    this.#at++
    this.#skipSpace()
    const value = this.#pipeline()
    this.#skipSpace()
    if (this.#text[this.#at] === ')') this.#at++
    return value
  }

  #list(): Value {
    this.#at += 2
    const items: Value[] = []
    for (;;) {
      this.#skipSpace()
      const char = this.#text[this.#at]
      if (char === undefined) throw new PasteProblem('A list @( is not closed.')
      this.#at += char === ',' || char === ')' ? 1 : 0
      if (char === ')') break
      if (char !== ',') items.push(this.#value())
    }
    return {
      text: '',
      json: `[${items.map(({ json }) => json).join(', ')}]`,
      unresolved: items.flatMap((item) => item.unresolved),
    }
  }

  #table(): Value {
    this.#at += 2
    const entries: [string, Value][] = []
    for (;;) {
      this.#skipSpace()
      const char = this.#text[this.#at]
      if (char === undefined) throw new PasteProblem('A table @{ is not closed.')
      if (char === '}' || char === ';') {
        this.#at++
        if (char === '}') break
        continue
      }
      const key = /^(?:(\w+)|"([^"]*)"|'([^']*)')\s*=\s*/.exec(this.#text.slice(this.#at))
      if (key === null) throw new PasteProblem('A table @{ has an entry that cannot be read.')
      this.#at += key[0].length
      entries.push([key[1] ?? key[2] ?? key[3] ?? '', this.#pipeline()])
    }
    return {
      text: '',
      json: `{${entries.map(([key, { json }]) => `${JSON.stringify(key)}: ${json}`).join(', ')}}`,
      headers: entries.map(([key, { text }]) => [key, text]),
      unresolved: entries.flatMap(([, { unresolved }]) => unresolved),
    }
  }
}

const escapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
}

function quoted(text: string): Value {
  return { text, json: JSON.stringify(text), unresolved: [] }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
