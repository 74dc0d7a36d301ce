/**
 * The sentence a person should read, out of whatever an upstream calls an error: OpenAI and Anthropic
 * `{error: {message}}`, Databricks `{error_code, message}`, Gemini `[{error: {message, status}}]`, FastAPI `{detail}`,
 * Ollama `{error: "…"}`, RFC 9457 `{title, detail}`, OAuth `{error, error_description}`, plain text, an HTML page.
 */
export function providerWords(body: string): string {
  const text = body.trim()
  if (text === '') return ''
  if (text.startsWith('<')) return wordsOfHtml(text)
  if (text.startsWith('{') || text.startsWith('[')) {
    try {
      const words = wordsOfJson(JSON.parse(text), 0)
      if (words !== undefined && words !== '') return words
    } catch {
      // Not JSON after all: shown as it came.
    }
  }
  return printable(text)
}

/** The words of an error value inside a stream or a body; undefined where the value holds none. */
export function wordsOfJson(value: unknown, depth: number): string | undefined {
  // Providers wrap one another's errors as JSON text inside `message`; four layers is more than was ever seen.
  if (depth > 4) return undefined
  if (typeof value === 'string') {
    const text = value.trim()
    if (text.startsWith('{') || text.startsWith('[')) {
      try {
        return wordsOfJson(JSON.parse(text), depth + 1) ?? text
      } catch {
        return printable(text)
      }
    }
    return printable(text)
  }
  if (Array.isArray(value)) {
    const words = value.map((item) => wordsOfJson(item, depth + 1)).filter((item) => item !== undefined && item !== '')
    return words.length === 0 ? undefined : [...new Set(words)].join(' ')
  }
  if (typeof value !== 'object' || value === null) return undefined
  const fields = new Map<string, unknown>(Object.entries(value))
  if (fields.has('error_description')) return wordsOfJson(fields.get('error_description'), depth + 1)
  if (fields.has('loc') && typeof fields.get('msg') === 'string') {
    const place = fields.get('loc')
    return `${Array.isArray(place) ? place.join('.') : String(place)}: ${String(fields.get('msg'))}`
  }
  for (const name of ['error', 'message', 'detail', 'msg', 'errors', 'reason', 'title']) {
    const words = wordsOfJson(fields.get(name), depth + 1)
    if (words !== undefined && words !== '') return words
  }
  for (const name of ['code', 'error_code', 'type', 'status']) {
    const code = fields.get(name)
    if (typeof code === 'string' || typeof code === 'number') return String(code)
  }
  return undefined
}

function wordsOfHtml(html: string): string {
  const head = html.slice(0, 65_536)
  const title = /<title[^>]*>([^<]{1,300})/i.exec(head)?.[1]
  const heading = /<h1[^>]*>([^<]{1,300})/i.exec(head)?.[1]
  const named = [...new Set([title, heading].map((part) => part?.trim()).filter((part) => part))].join(' · ')
  if (named !== '') return printable(named)
  const text = head.replace(/<(script|style)[\s\S]*?(<\/\1>|$)/gi, ' ').replace(/<[^>]*(>|$)/g, ' ')
  return printable(text).slice(0, 500)
}

/** One readable line: control characters and the remains of a binary body become spaces. */
function printable(text: string): string {
  return text
    .replace(/(?:[^\P{Cc}\n\t]|\ufffd)+/gu, ' ')
    .replace(/[ \t]{2,}/g, ' ')
    .trim()
}
