import type { PastedCredential, PastedRequest } from './pastedRequest.ts'
import { PasteProblem } from './pasteProblem.ts'
import type { ShellCommand } from './shellCommand.ts'

/**
 * The request a curl command would send. Options as in curl's manual (https://curl.se/docs/manpage.html):
 * several `-d` are joined by `&`, several `--json` are not, `-d @-` loses its line ends, `-u` is Basic.
 * Throws PasteProblem where no body is in the text.
 */
export function readCurl(commands: ShellCommand[]): PastedRequest {
  const command = commands.find(({ words }) => isCurl(words[0]))
  if (command === undefined) throw new PasteProblem('There is no curl command in this text.')
  const state: CurlRequest = { data: [], headers: [], notes: [] }
  const words = command.words.slice(1)
  while (words.length > 0) readWord(words, command.stdin, state)
  const body = bodyOf(state)
  const credential = credentialOf(state)
  const unresolved = command.unresolved.filter((name) => body.includes(name))
  return {
    from: 'curl',
    body,
    ...(state.url === undefined ? {} : { url: state.url }),
    ...(credential === undefined ? {} : { credential }),
    notes: [...state.notes, ...unresolved.map((name) => `${name} is set outside the text; the body holds its name.`)],
  }
}

interface CurlRequest {
  url?: string
  user?: string
  data: { text: string; isJson: boolean }[]
  headers: string[]
  notes: string[]
}

function isCurl(word: string | undefined): boolean {
  return word !== undefined && /(?:^|[\\/])curl(?:\.exe)?$/i.test(word)
}

/** One option, its value beside it or inside the same word, or an address. */
function readWord(words: string[], stdin: string | undefined, state: CurlRequest): void {
  const word = words.shift() ?? ''
  if (word.startsWith('--')) {
    // `--request=POST` is not curl's, but people write it.
    const [, name = word, inside] = /^(--[\w.-]+)=([\s\S]*)$/.exec(word) ?? []
    const take = () => inside ?? words.shift() ?? ''
    return apply(name, take, stdin, state)
  }
  if (!word.startsWith('-') || word === '-') {
    state.url ??= word
    return
  }
  for (let at = 1; at < word.length; at++) {
    const name = `-${word[at]}`
    const rest = word.slice(at + 1)
    if (!withValue.has(name)) continue
    apply(name, () => (rest === '' ? (words.shift() ?? '') : rest), stdin, state)
    return
  }
}

function apply(name: string, take: () => string, stdin: string | undefined, state: CurlRequest): void {
  switch (name) {
    case '-d':
    case '--data':
    case '--data-ascii':
    case '--data-binary':
    case '--json':
      return void state.data.push({
        text: fromFile(take(), name === '--data-binary' || name === '--json', stdin),
        isJson: name === '--json',
      })
    case '--data-raw':
      return void state.data.push({ text: take(), isJson: false })
    case '--data-urlencode':
    case '-F':
    case '--form':
    case '--form-string':
      take()
      return void state.notes.push(`${name} sends a form, not JSON; it was left out.`)
    case '-H':
    case '--header':
      return void state.headers.push(take())
    case '-u':
    case '--user':
      state.user = take()
      return
    case '--oauth2-bearer':
      return void state.headers.push(`Authorization: Bearer ${take()}`)
    case '--url':
      state.url ??= take()
      return
    default:
      if (withValue.has(name)) take()
  }
}

function fromFile(value: string, isBinary: boolean, stdin: string | undefined): string {
  if (!value.startsWith('@')) return value
  if (value !== '@-' && value !== '@/dev/stdin')
    throw new PasteProblem(
      `The body is in the file ${value.slice(1)}, which a page cannot read. Paste that file's text.`,
    )
  if (stdin === undefined)
    throw new PasteProblem('The command reads its body from standard input (@-). Paste the text that it is given.')
  // eslint-disable-next-line no-control-regex -- curl takes exactly these out.
  return isBinary ? stdin : stdin.replace(/[\r\n\0]/g, '')
}

function bodyOf({ data }: CurlRequest): string {
  if (data.length === 0)
    throw new PasteProblem('The curl command has no body: there is no -d, --data, --data-raw or --json in it.')
  return data.reduce((body, { text, isJson }, index) => body + (index === 0 || isJson ? '' : '&') + text, '')
}

function credentialOf({ user, headers }: CurlRequest): PastedCredential | undefined {
  if (user !== undefined) {
    const value = user.includes(':') ? user.slice(user.indexOf(':') + 1) : user
    return isPlaceholder(value) ? undefined : { where: '-u', value }
  }
  return credentialOfHeaders(headers.map((line) => splitHeader(line)))
}

function splitHeader(line: string): [name: string, value: string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}

/** Also of HAR entries and code. A variable's name in place of a secret is none. */
export function credentialOfHeaders(headers: [name: string, value: string][]): PastedCredential | undefined {
  for (const [name, value] of headers) {
    if (!/^(?:authorization|api-key|x-api-key|x-goog-api-key|cookie)$/i.test(name)) continue
    const secret = value.replace(/^(?:bearer|basic|token)\s+/i, '')
    if (!isPlaceholder(secret)) return { where: `header ${name}`, value: secret }
  }
  return undefined
}

export function isPlaceholder(value: string): boolean {
  return value === '' || /[${}<>%]/.test(value) || /\byour\b|^(?:your|my|dapi-?\.{2,}|x{3,}|\.{3}|…)/i.test(value)
}

/** Every option of curl that takes a value; a letter that is not here stands alone. */
const withValue = new Set(
  (
    '-d --data --data-ascii --data-binary --data-raw --data-urlencode --json -F --form --form-string -H --header -u --user ' +
    '--oauth2-bearer --url -X --request -A --user-agent -b --cookie -c --cookie-jar -o --output -e --referer -m --max-time ' +
    '--connect-timeout --retry --retry-delay --retry-max-time -w --write-out -x --proxy -U --proxy-user --cacert --capath ' +
    '-E --cert --key --key-type --cert-type --pass -K --config -r --range -T --upload-file -y --speed-time -Y --speed-limit ' +
    '-z --time-cond -C --continue-at -D --dump-header --resolve --connect-to --interface --limit-rate --max-redirs ' +
    '--unix-socket --ciphers --tls-max -h --help -Q --quote -t --telnet-option --trace --trace-ascii --stderr --noproxy ' +
    '--aws-sigv4 --keepalive-time --expect100-timeout --rate --variable --expand-data --proto --proto-redir --dns-servers -P'
  ).split(' '),
)
