/**
 * What an event adds, in a few words: a stream's events differ in the middle only, and a line has no room for that.
 * Its data itself where it is nothing known (OpenAI's streaming shapes: chat, completions).
 */
export function summariseEvent(data: string): { text: string; isData: boolean } {
  const parts = partsOf(data)
  return parts.length === 0 ? { text: data.slice(0, 300), isData: true } : { text: parts.join(' · '), isData: false }
}

interface Chunk {
  choices?: {
    index?: number
    text?: unknown
    delta?: { content?: unknown; reasoning_content?: unknown; reasoning?: unknown; tool_calls?: unknown }
    finish_reason?: unknown
  }[]
  usage?: { completion_tokens?: unknown } | null
  error?: unknown
}

function partsOf(data: string): string[] {
  let chunk: Chunk | null
  try {
    // Only read, and shown as text: nothing depends on the shape being true.
    chunk = JSON.parse(data) as Chunk | null
  } catch {
    return []
  }
  if (chunk === null || typeof chunk !== 'object' || chunk.error !== undefined) return []
  const choices = Array.isArray(chunk.choices) ? chunk.choices : []
  const parts = choices.flatMap((choice) => {
    const delta = choice.delta ?? {}
    const reasoning = delta.reasoning_content ?? delta.reasoning
    return [
      ...quoted('', delta.content ?? choice.text),
      ...quoted('reasoning ', reasoning),
      ...(delta.tool_calls === undefined ? [] : ['tool call']),
      ...(typeof choice.finish_reason === 'string' ? [`finish ${choice.finish_reason}`] : []),
    ].map((part) => (choice.index ? `#${choice.index} ${part}` : part))
  })
  const tokens = chunk.usage?.completion_tokens
  return typeof tokens === 'number' ? [...parts, `usage ${tokens} tok`] : parts
}

function quoted(label: string, text: unknown): string[] {
  return typeof text === 'string' && text !== '' ? [label + JSON.stringify(text).slice(0, 200)] : []
}
