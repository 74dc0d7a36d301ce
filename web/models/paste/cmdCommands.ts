import type { ShellCommand } from './shellCommand.ts'

/**
 * Reads a command line as Windows' cmd and then the C runtime would: first carets and line ends, then the quoting that
 * curl.exe itself undoes. Browsers' "Copy as cURL (cmd)" writes `^"` for every quote and `^` before every line end.
 * Source: https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments.
 */
export function readCmd(text: string): ShellCommand[] {
  return undoCarets(text.replaceAll('\r\n', '\n'))
    .map((line) => ({ words: splitArguments(line), unresolved: [] }))
    .filter(({ words }) => words.length > 0)
}

function undoCarets(text: string): string[] {
  const lines: string[] = []
  let line = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '^' && !isQuoted) {
      at++
      // A caret before a line end joins the lines, and the next character loses its meaning too: `^⏎⏎` is one newline.
      if (text[at] === '\n') {
        if (text[at + 1] === '\n') at++
        else continue
      }
      line += text[at] ?? ''
    } else if (char === '\n') {
      lines.push(line)
      line = ''
      isQuoted = false
    } else {
      if (char === '"') isQuoted = !isQuoted
      line += char
    }
  }
  return [...lines, line]
}

function splitArguments(line: string): string[] {
  const words: string[] = []
  let word = ''
  let hasWord = false
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? ''
    if (char === '\\') {
      const run = /^\\+/.exec(line.slice(at))?.[0].length ?? 1
      at += run - 1
      hasWord = true
      if (line[at + 1] !== '"') {
        word += '\\'.repeat(run)
        continue
      }
      word += '\\'.repeat(Math.floor(run / 2))
      if (run % 2 === 1) {
        word += '"'
        at++
      }
    } else if (char === '"') {
      hasWord = true
      if (isQuoted && line[at + 1] === '"') {
        word += '"'
        at++
      } else isQuoted = !isQuoted
    } else if (!isQuoted && /\s/.test(char)) {
      if (hasWord) words.push(word)
      word = ''
      hasWord = false
    } else {
      word += char
      hasWord = true
    }
  }
  return hasWord ? [...words, word] : words
}

/** Carets before quotes or line ends are cmd's alone. */
export function looksLikeCmd(text: string): boolean {
  return /\^\r?\n|\^["\\{]/.test(text)
}
