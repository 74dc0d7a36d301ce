/**
 * Secrets out of everything that comes back. By value first (an upstream may echo the request's headers in its error),
 * then by the patterns of the common providers: the key in an error text may be another one than ours.
 */
export interface Redactor {
  /** By value only: for a model's own words, in which `sk-…` may be an example. */
  values(text: string): string
  /** By value and by pattern: for error texts, headers, URLs. */
  all(text: string): string
  headers(headers: Record<string, string>): Record<string, string>
  /** By value in a text that arrives in pieces: holds back an ending that may be the beginning of a secret. */
  createTail(): { push(text: string): string; flush(): string }
}

const redacted = '•••'

/** Shorter "keys" are words people type because a field wants one (`ollama`, `none`): removing them would garble answers. */
const minSecretCharacters = 8

const patterns = [
  /\b(?:sk|pk|rk|gsk|csk|xai|pplx|hf|fw|r8|key|tgp|aipg[so]?)[-_](?:[A-Za-z0-9_-]{12,})/g,
  /\b(?:dapi|dose)[0-9a-f]{16,}(?:-\d+)?/g, // Databricks: personal access token, client secret
  /\bAIza[0-9A-Za-z_-]{20,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, // JSON web token
  /(?<=\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<=[?&](?:api[-_]?key|key|token|access_token|sig|signature)=)[^&\s"']{6,}/gi,
]

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'api-key', 'x-api-key', 'cookie', 'set-cookie'])

export function createRedactor(secrets: string[]): Redactor {
  const [first] = secrets
  const key = secrets.length === 1 && first !== undefined ? `one ${first}` : JSON.stringify(secrets)
  const found = known.get(key)
  if (found !== undefined) return found
  const made = redactorOf(formsFor(secrets))
  if (known.size >= maxKnown) known.clear()
  known.set(key, made)
  return made
}

function redactorOf({ forms, marks, prefixes, minLength }: Forms): Redactor {
  const values = (text: string): string => {
    if (text.length < minLength || !marks.some((mark) => text.includes(mark))) return text
    for (const form of forms) if (text.includes(form)) text = text.replaceAll(form, redacted)
    return text
  }
  const all = (text: string): string => {
    text = values(text)
    for (const pattern of patterns) text = text.replace(pattern, redacted)
    return text
  }
  return {
    values: forms.length === 0 ? (text) => text : values,
    all,
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          secretHeaders.has(name.toLowerCase()) ? maskHeader(value) : all(value),
        ]),
      ),
    createTail() {
      /** The end of what went out: a secret may begin there. */
      let context = ''
      let tail = ''
      return {
        push(text) {
          if (forms.length === 0) return text
          const joined = context + values(tail + text)
          const from = Math.max(
            context.length,
            prefixes.test(joined) ? startOfPossibleSecret(joined, forms) : joined.length,
          )
          const out = joined.slice(context.length, from)
          tail = joined.slice(from)
          context = joined.slice(Math.max(0, from - minHeldCharacters + 1), from)
          return out
        },
        flush() {
          const rest = tail
          tail = ''
          context = ''
          return rest
        },
      }
    },
  }
}

/** `Bearer •••1a2b`: which key it was stays visible, four characters at most. */
export function maskHeader(value: string): string {
  const [scheme, ...rest] = value.split(' ')
  const secret = rest.join(' ') || (scheme ?? '')
  const lastFour = secret.length >= 12 ? secret.slice(-4) : ''
  return `${rest.length > 0 ? `${scheme} ` : ''}${redacted}${lastFour}`
}

/**
 * An ending of this many characters or more waits for what follows. Shorter ones go out at once (nearly every word ends
 * with the first letter of some key); the forms without their first characters cover what then has already left.
 */
const minHeldCharacters = 3

/** Where the longest ending of `text` begins that some form begins with; the text's length where there is none. */
function startOfPossibleSecret(text: string, forms: string[]): number {
  let start = text.length
  for (const form of forms) {
    // Its first characters hardly ever occur: this search is all that a token costs.
    let index = text.indexOf(form.slice(0, minHeldCharacters))
    while (index !== -1 && index < start) {
      if (form.startsWith(text.slice(index))) start = index
      index = text.indexOf(form.slice(0, minHeldCharacters), index + 1)
    }
  }
  return start
}

interface Forms {
  /** The longest first, so that a form that holds another is removed whole. */
  forms: string[]
  /** Every form holds one of these few: looking for them is all that an event costs. */
  marks: string[]
  prefixes: RegExp
  minLength: number
}

/** Every invocation asks for the same few; finding all spellings takes longer than the rest of a short request. */
const known = new Map<string, Redactor>()
const maxKnown = 64

function formsFor(secrets: string[]): Forms {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= minSecretCharacters).flatMap(formsOf))].sort(
    (one, other) => other.length - one.length,
  )
  const marks = forms.filter((form) => !forms.some((other) => other !== form && form.includes(other)))
  const beginnings = new Set(forms.map((form) => form.slice(0, minHeldCharacters).replace(/[^A-Za-z0-9]/g, '\\$&')))
  return { forms, marks, prefixes: new RegExp([...beginnings].join('|')), minLength: forms.at(-1)?.length ?? 0 }
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  const spellings = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64,
    Buffer.from(secret).toString('base64url'),
    // Inside a longer text its alignment and its last characters differ: the middle is the same for each of three.
    ...[0, 1, 2].map((shift) =>
      Buffer.from('x'.repeat(shift) + secret)
        .toString('base64')
        .replace(/=+$/, '')
        .slice(shift === 0 ? 0 : 4, -2),
    ),
  ]
  return spellings.flatMap((spelling) =>
    [spelling, spelling.slice(1), spelling.slice(2)].filter((form) => form.length >= minSecretCharacters),
  )
}
