import { PasteProblem } from './pasteProblem.ts'
import type { ShellCommand } from './shellCommand.ts'

/**
 * Reads a command line as bash would split it: quotes, `$'…'`, escapes, line continuations, comments, here-documents,
 * `cat` and `echo` before a pipe, variables that the text sets itself. Nothing is run: a command substitution stays as
 * text, but for `$(cat <<EOF …)`, which is a usual way to write a body.
 * Source: POSIX.1-2024, Shell Command Language, 2.2–2.7, and the Bash manual, 3.1.2.4 (ANSI-C quoting).
 * Throws PasteProblem where a quote is not closed.
 */
export function readBash(text: string): ShellCommand[] {
  return new BashReader(text.replaceAll('\r\n', '\n')).commands()
}

interface Heredoc {
  delimiter: string
  isQuoted: boolean
  stripsTabs: boolean
  command: ShellCommand
}

class BashReader {
  readonly #text: string
  #at = 0
  readonly #variables = new Map<string, string>()
  readonly #commands: ShellCommand[] = []
  #current: ShellCommand = { words: [], unresolved: [] }
  #heredocs: Heredoc[] = []

  constructor(text: string) {
    this.#text = text
  }

  commands(): ShellCommand[] {
    while (this.#at < this.#text.length) this.#step()
    this.#end(false)
    return this.#commands
  }

  #step(): void {
    const char = this.#text[this.#at] ?? ''
    if (char === '\n') {
      this.#at++
      this.#end(false)
      this.#readHeredocs()
    } else if (char === ' ' || char === '\t') this.#at++
    else if (char === '#') this.#skipComment()
    else if (this.#text.startsWith('\\\n', this.#at)) this.#at += 2
    else if (char === '|') {
      const isOr = this.#text[this.#at + 1] === '|'
      this.#at += isOr ? 2 : 1
      this.#end(!isOr)
    } else if (char === ';' || char === '&' || char === '(' || char === ')') {
      this.#at++
      this.#end(false)
    } else if ((char === '<' && !/^<[A-Za-z][\w.-]*>/.test(this.#text.slice(this.#at, this.#at + 80))) || char === '>')
      this.#redirect()
    else this.#word()
  }

  /** `isPiped`: what the command prints is the next one's standard input. */
  #end(isPiped: boolean): void {
    const command = this.#current
    if (command.words.length === 0) return
    this.#current = { words: [], unresolved: [] }
    const isAssignment = command.words.every((word) => /^[A-Za-z_]\w*=/.test(word)) || command.words[0] === 'export'
    if (isAssignment) return command.words.forEach((word) => this.#assign(word))
    while (command.words.length > 1 && /^(?:\$|[A-Za-z_]\w*=)/.test(command.words[0] ?? '')) command.words.shift()
    this.#commands.push(command)
    if (isPiped) this.#pipe(command)
  }

  #assign(word: string): void {
    const sign = word.indexOf('=')
    if (sign > 0) this.#variables.set(word.slice(0, sign), word.slice(sign + 1))
  }

  /** The here-document of a `cat` comes only after the line's end, so the input is looked up through the commands. */
  #pipe(from: ShellCommand): void {
    Object.defineProperty(this.#current, 'stdin', {
      enumerable: true,
      configurable: true,
      get: () => printedBy(from),
      set(value: string) {
        Object.defineProperty(this, 'stdin', { value, writable: true, enumerable: true, configurable: true })
      },
    })
  }

  #skipComment(): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++
  }

  #redirect(): void {
    const command = this.#current
    const operator = /^(?:<<<|<<-|<<|<&|<|>>|>&|>)/.exec(this.#text.slice(this.#at, this.#at + 3))?.[0] ?? '<'
    this.#at += operator.length
    // `2>&1`: the number before belongs to the redirection.
    if (operator.startsWith('>') && /^\d$/.test(command.words.at(-1) ?? '')) command.words.pop()
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++
    const isQuoted = /^[^\s]*['"\\]/.test(this.#text.slice(this.#at, this.#at + 200))
    const target = this.#readWord()
    if (operator === '<<<') command.stdin = `${target}\n`
    else if (operator.startsWith('<<'))
      this.#heredocs.push({ delimiter: target, isQuoted, stripsTabs: operator === '<<-', command })
  }

  #readHeredocs(): void {
    for (const { delimiter, isQuoted, stripsTabs, command } of this.#heredocs.splice(0)) {
      const lines: string[] = []
      for (;;) {
        if (this.#at >= this.#text.length)
          throw new PasteProblem(`The here-document is not closed: ${delimiter} is missing.`)
        const end = this.#text.indexOf('\n', this.#at)
        const raw = this.#text.slice(this.#at, end < 0 ? undefined : end)
        this.#at = end < 0 ? this.#text.length : end + 1
        const line = stripsTabs ? raw.replace(/^\t+/, '') : raw
        if (line === delimiter) break
        lines.push(`${line}\n`)
      }
      const body = lines.join('')
      command.stdin = isQuoted ? body : this.#expandDocument(body, command)
    }
  }

  /** An unquoted here-document: variables are filled in, a backslash escapes `$`, a backtick and itself. */
  #expandDocument(body: string, command: ShellCommand): string {
    return body.replace(
      /\\([$`\\\n])|\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g,
      (whole: string, escaped?: string, braced?: string, plain?: string) => {
        if (escaped !== undefined) return escaped === '\n' ? '' : escaped
        return this.#variable(braced ?? plain ?? '', whole, command)
      },
    )
  }

  #word(): void {
    const word = this.#readWord()
    this.#current.words.push(word)
  }

  #readWord(): string {
    let word = ''
    for (;;) {
      const char = this.#text[this.#at]
      const placeholder = char === '<' ? /^<[A-Za-z][\w.-]*>/.exec(this.#text.slice(this.#at, this.#at + 80)) : null
      if (placeholder !== null) {
        // `https://<workspace_host>/…` of a documentation page: no shell would take it, people paste it.
        word += placeholder[0]
        this.#at += placeholder[0].length
        continue
      }
      if (char === undefined || /[ \t\n|;&()<>]/.test(char)) return word
      if (char === '\\') {
        const next = this.#text[this.#at + 1]
        this.#at += 2
        if (next !== '\n' && next !== undefined) word += next
      } else if (char === "'") word += this.#singleQuoted()
      else if (char === '"') word += this.#doubleQuoted()
      else if (this.#text.startsWith("$'", this.#at)) word += this.#ansiQuoted()
      else if (this.#text.startsWith('$"', this.#at)) this.#at++
      else if (char === '$') word += this.#dollar()
      else {
        word += char
        this.#at++
      }
    }
  }

  #singleQuoted(): string {
    const end = this.#text.indexOf("'", this.#at + 1)
    if (end < 0) throw notClosed("'", this.#text, this.#at)
    const value = this.#text.slice(this.#at + 1, end)
    this.#at = end + 1
    return value
  }

  #doubleQuoted(): string {
    const start = this.#at++
    let value = ''
    for (;;) {
      const char = this.#text[this.#at]
      if (char === undefined) throw notClosed('"', this.#text, start)
      if (char === '"') {
        this.#at++
        return value
      }
      if (char === '\\') {
        const next = this.#text[this.#at + 1] ?? ''
        this.#at += 2
        if (next === '\n') continue
        value += '$`"\\'.includes(next) ? next : `\\${next}`
      } else if (char === '$') value += this.#dollar()
      else {
        value += char
        this.#at++
      }
    }
  }

  #ansiQuoted(): string {
    const start = this.#at
    this.#at += 2
    let value = ''
    for (;;) {
      const char = this.#text[this.#at]
      if (char === undefined) throw notClosed("$'", this.#text, start)
      this.#at++
      if (char === "'") return value
      if (char !== '\\') {
        value += char
        continue
      }
      const escape = ansiEscape.exec(this.#text.slice(this.#at, this.#at + 10))
      this.#at += escape?.[0].length ?? 1
      value += escape === null ? `\\${this.#text[this.#at - 1] ?? ''}` : ansiCharacter(escape[0])
    }
  }

  #dollar(): string {
    const rest = this.#text.slice(this.#at, this.#at + 200)
    const substitution = /^\$\(\s*cat\s*<<(-?)\s*(['"]?)(\w+)\2[ \t]*\n/.exec(rest)
    if (substitution !== null) return this.#catDocument(substitution)
    const variable = /^\$(?:\{(\w+)\}|([A-Za-z_]\w*))/.exec(rest)
    if (variable === null) {
      this.#at++
      return '$'
    }
    this.#at += variable[0].length
    return this.#variable(variable[1] ?? variable[2] ?? '', variable[0], this.#current)
  }

  /** `$(cat <<EOF … EOF)`, of which a shell takes the newlines at the end away. */
  #catDocument([opening, dash, quote, delimiter]: RegExpExecArray): string {
    this.#at += opening.length
    const holder: ShellCommand = { words: [], unresolved: this.#current.unresolved }
    this.#heredocs.unshift({
      delimiter: delimiter ?? '',
      isQuoted: quote !== '',
      stripsTabs: dash === '-',
      command: holder,
    })
    const later = this.#heredocs.splice(1)
    this.#readHeredocs()
    this.#heredocs = later
    const closing = /^\s*\)/.exec(this.#text.slice(this.#at))
    if (closing === null) throw new PasteProblem('A command substitution is not closed: ")" is missing.')
    this.#at += closing[0].length
    return (holder.stdin ?? '').replace(/\n+$/, '')
  }

  #variable(name: string, written: string, command: ShellCommand): string {
    const value = this.#variables.get(name)
    if (value === undefined && !command.unresolved.includes(written)) command.unresolved.push(written)
    return value ?? written
  }
}

/** What `echo`, `printf` and `cat` write, as far as it stands in the text. */
function printedBy({ words, stdin }: ShellCommand): string | undefined {
  const [program, ...rest] = words
  if (program === 'cat' && rest.every((word) => word === '-')) return stdin
  if (program === 'echo') return rest[0] === '-n' ? rest.slice(1).join(' ') : `${rest.join(' ')}\n`
  if (program === 'printf') return rest[0] === '%s' || rest[0] === '%s\\n' ? rest[1] : rest[0]
  return undefined
}

const ansiEscape = /^(?:[abeEfnrtv\\'"?]|c[\s\S]|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[0-7]{1,3})/
const ansiLetters: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function ansiCharacter(escape: string): string {
  const kind = escape[0] ?? ''
  if (kind === 'c') return String.fromCharCode(escape.charCodeAt(1) & 0x1f)
  if ('xuU'.includes(kind)) return String.fromCodePoint(Number.parseInt(escape.slice(1), 16))
  if (/[0-7]/.test(kind)) return String.fromCharCode(Number.parseInt(escape, 8) & 0xff)
  return ansiLetters[kind] ?? kind
}

function notClosed(quote: string, text: string, at: number): PasteProblem {
  const line = text.slice(0, at).split('\n').length
  return new PasteProblem(`The quote ${quote} in line ${line} is not closed. Paste the whole command.`)
}
