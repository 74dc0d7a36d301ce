import type { ChatReply, ChatToolCall } from './chat.ts'
import { joined } from './chatText.ts'

const opening = '<details type="'
const closing = '</details>'
/** Values are escaped, or in single quotes. */
const tag = /<details type="([\w-]+)"((?:\s+[\w-]+(?:="[^"]*"|='[^']*')?)*)\s*>\s*(?:<summary>[^<]*<\/summary>)?/y
const attribute = /([\w-]+)=(?:"([^"]*)"|'([^']*)')/g

/**
 * Open WebUI writes reasoning, calls of tools and code that it ran into the text of an answer, as folded HTML
 * (`serialize_content_blocks` in backend/open_webui/utils/middleware.py, read 2026-11-23): here they are apart from it.
 */
export function unfolded(content: string): Pick<ChatReply, 'text' | 'reasoning' | 'toolCalls'> {
  const texts: string[] = []
  const reasoning: string[] = []
  const toolCalls: ChatToolCall[] = []
  let from = 0
  for (let start = content.indexOf(opening); start >= 0; start = content.indexOf(opening, start + 1)) {
    tag.lastIndex = start
    const found = tag.exec(content)
    const end = found === null ? -1 : content.indexOf(closing, tag.lastIndex)
    // Without an end there is none further down.
    if (found !== null && end < 0) break
    if (found === null) continue
    const [, type = '', attributes = ''] = found
    const inner = content.slice(tag.lastIndex, end).trim()
    texts.push(content.slice(from, start))
    if (type === 'reasoning') reasoning.push(withoutQuoting(inner))
    else toolCalls.push(callIn(type, attributes, inner))
    from = end + closing.length
    start = from - 1
  }
  texts.push(content.slice(from))
  const parts = toolCalls.length === 0 && reasoning.length === 0 ? texts : texts.map((text) => text.trim())
  return { text: parts.length === 1 ? (parts[0] ?? '') : joined(parts), reasoning: joined(reasoning), toolCalls }
}

function callIn(type: string, attributes: string, inner: string): ChatToolCall {
  const own = new Map(
    [...attributes.matchAll(attribute)].map(([, name = '', double, single]) => [
      name,
      unescaped(double ?? single ?? ''),
    ]),
  )
  const isCode = type === 'code_interpreter'
  const result = isCode ? own.get('output') : (own.get('result') ?? unescaped(inner))
  return {
    id: own.get('id') ?? '',
    name: own.get('name') ?? type,
    arguments: isCode ? inner : plain(own.get('arguments') ?? ''),
    ...(result ? { result: plain(result) } : {}),
  }
}

/** Texts are JSON there, and JSON in a text too. */
function plain(json: string): string {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'string' ? value : json
  } catch {
    return json
  }
}

const entities: Record<string, string> = {
  '&gt;': '>',
  '&lt;': '<',
  '&quot;': '"',
  '&#34;': '"',
  '&#x27;': "'",
  '&#39;': "'",
  '&apos;': "'",
  '&amp;': '&',
}

function unescaped(html: string): string {
  return html.replace(/&(?:gt|lt|quot|#34|#x27|#39|apos|amp);/g, (entity) => entities[entity] ?? entity)
}

function withoutQuoting(html: string): string {
  return unescaped(html).replace(/^> ?/gm, '').trim()
}
