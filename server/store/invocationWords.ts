/** What search and the list's first words read of a request: at most so much, so that one giant holds nobody up. */
const maxWordCharacters = 64 * 1024
const maxPromptCharacters = 240
/** Fields whose text is no words of a person: names, kinds, and data as text. */
const unread = new Set(['role', 'type', 'model', 'id', 'tool_call_id', 'detail', 'format', 'encoding_format', 'stream'])

/** Every text of a request's body and of the reply, for the search index. */
export function invocationWords(requestBody: string, reply: string): string {
  const words: string[] = []
  let room = maxWordCharacters
  const take = (text: string) => {
    if (room <= 0 || text.startsWith('data:')) return
    words.push(text.slice(0, room))
    room -= text.length
  }
  walk(parsed(requestBody), take)
  const { choices, failure } = (parsed(reply) ?? {}) as { choices?: unknown; failure?: unknown }
  walk(choices, take)
  walk(failure, take)
  return words.join('\n')
}

/** The first words of what was asked: the last message of the user, a prompt, the first text to embed. */
export function promptWords(requestBody: string): string {
  const body = parsed(requestBody)
  const text = typeof body === 'object' && body !== null ? promptOf(body) : requestBody
  // Cut twice: collapsing the spaces of a megabyte for two lines would be waste.
  return text
    .slice(0, maxPromptCharacters * 4)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxPromptCharacters)
}

interface Body {
  messages?: unknown
  prompt?: unknown
  input?: unknown
}

function promptOf(body: Body): string {
  const messages = Array.isArray(body.messages) ? (body.messages as { role?: unknown; content?: unknown }[]) : []
  const asked = messages.findLast((message) => message?.role === 'user') ?? messages.at(-1)
  const source = asked?.content ?? body.prompt ?? body.input ?? body
  let found = ''
  walk(source, (text) => {
    if (found.length < maxPromptCharacters && !text.startsWith('data:')) found += found === '' ? text : ` ${text}`
  })
  return found === '' && source === body ? JSON.stringify(body) : found
}

function walk(value: unknown, take: (text: string) => void): void {
  if (typeof value === 'string') take(value)
  else if (Array.isArray(value)) for (const item of value) walk(item, take)
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) if (!unread.has(key)) walk(item, take)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
