import { spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBash } from './bashCommands.ts'
import { PasteProblem } from './pasteProblem.ts'

/** What a real bash hands to `curl`: its words and its standard input, each ended by a NUL. */
function runBash(command: string): { words: string[]; stdin: string } {
  const script = `curl() { printf '%s\\0' "$@"; printf '\\1'; [ -t 0 ] || cat; }\n${command}\n`
  const { stdout, status } = spawnSync('bash', ['--norc', '--noprofile', '-c', script], {
    encoding: 'utf8',
    input: '',
    env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH },
  })
  expect(status).toBe(0)
  const [words = '', stdin = ''] = stdout.split('\u0001')
  return { words: words.split('\0').slice(0, -1), stdin }
}

function readBoth(command: string) {
  const [read] = readBash(command).filter(({ words }) => words[0] === 'curl')
  return { read: { words: read?.words.slice(1), stdin: read?.stdin ?? '' }, real: runBash(command) }
}

// NUL cannot be an argument, 1 parts the output, a lone surrogate is no UTF-8, and a Windows line end is read as a line end.
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...Array.from('\'"\\$`!#&|;<>(){}[]*?~^% \t\n\r=:,')),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })
  .map((value) =>
    value
      .replace(/[\uD800-\uDFFF]/g, '·')
      .replaceAll('\0', '·')
      .replaceAll('\u0001', '·')
      .replace(/\r+\n/g, '\n'),
  )

const single = text.map((value) => `'${value.replaceAll("'", "'\\''")}'`)
const double = text.map((value) => `"${value.replace(/[\\"$`]/g, (char) => `\\${char}`)}"`)
const ansi = text.map(
  (value) =>
    `$'${Array.from(value, (char, index) => (/['\\]/.test(char) ? `\\${char}` : char === '\n' ? '\\n' : index % 3 === 0 ? `\\U${(char.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}` : char)).join('')}'`,
)
const word = fc.array(fc.oneof(single, double, ansi), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''))

describe('readBash', () => {
  it('splits generated command lines as bash does', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(' ', ' \\\n  ', '\t'),
        (words, gap) => {
          const { read, real } = readBoth(`curl -X POST ${words.join(gap)}`)
          expect(read).toEqual(real)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('feeds here-documents, here-strings and what is echoed as bash does', () => {
    // A line that is the delimiter ends the document, and bash drops NULs; the rest is any text.
    const document = text.map((value) => value.replaceAll('EOF', 'eof').replaceAll('\r', '·'))
    fc.assert(
      fc.property(document, single, double, (value, quoted, other) => {
        for (const command of [
          `curl -d @- http://x <<'EOF'\n${value}\nEOF`,
          `cat <<'EOF' | curl -d @- http://x\n${value}\nEOF`,
          `curl -d "$(cat <<'EOF'\n${value}\nEOF\n)" http://x`,
          `curl -d @- http://x <<< ${quoted}`,
          `printf '%s' ${other} | curl -d @- http://x`,
        ]) {
          const { read, real } = readBoth(command)
          expect(read).toEqual(real)
        }
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['a comment', "# the call\ncurl http://x -d '{}' # and more"],
    ['a variable of the text', 'TOKEN=abc\ncurl -u "token:$TOKEN" http://x/${TOKEN}/y'],
    ['an exported variable', 'export BODY=\'{"a": 1}\'\ncurl -d "$BODY" http://x'],
    ['an unquoted here-document', 'NAME=n\ncurl -d @- http://x <<EOF\n{"a": "$NAME", "b": "\\$HOME"}\nEOF'],
    ['tabs before a here-document', 'curl -d @- http://x <<-EOF\n\t{\n\t"a": 1}\n\tEOF'],
    ['several commands', "true; curl http://x -d '{}' && true"],
    ['glued quotes', `curl -d '{"a": "it'"'"'s"}' http://x`],
  ])('reads %s', (_, command) => {
    const { read, real } = readBoth(command)
    expect(read).toEqual(real)
  })

  it('leaves redirections out of the words', () => {
    const [command] = readBash("curl -s http://x -d '{}' > /dev/null 2>&1 || true")
    expect(command?.words).toEqual(['curl', '-s', 'http://x', '-d', '{}'])
  })

  it('keeps what it does not know as it stands, and names it', () => {
    const [command] = readBash('curl -u "token:$DATABRICKS_TOKEN" ${HOST}/x')
    expect(command).toEqual({
      words: ['curl', '-u', 'token:$DATABRICKS_TOKEN', '${HOST}/x'],
      unresolved: ['$DATABRICKS_TOKEN', '${HOST}'],
    })
  })

  it('says which quote is not closed', () => {
    expect(() => readBash("curl http://x \\\n  -d '{")).toThrow("The quote ' in line 2 is not closed.")
  })

  it('ends for any text', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(outcome(() => readBash(value))).toBe('ended')
      }),
    )
  })
})

/** A PasteProblem is an answer; anything else is a mistake of the reader. */
function outcome(read: () => unknown): unknown {
  try {
    read()
  } catch (error) {
    if (!(error instanceof PasteProblem)) return error
  }
  return 'ended'
}
