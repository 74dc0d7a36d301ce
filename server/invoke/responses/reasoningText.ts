import { isFields } from './response.ts'

/** What a message or a delta of chat says, and what it thought, in whichever of the fields upstreams use. */
export function reasoningText(said: Record<string, unknown>): { text: string; reasoning: string } {
  const named = [said.reasoning_content, said.reasoning, said.thinking].find((value) => typeof value === 'string')
  let reasoning = typeof named === 'string' ? named : ''
  let text = typeof said.content === 'string' ? said.content : ''
  if (Array.isArray(said.content))
    for (const part of said.content) {
      if (!isFields(part)) continue
      if (part.type === 'text' && typeof part.text === 'string') text += part.text
      else if (part.type === 'reasoning' && Array.isArray(part.summary))
        for (const one of part.summary) if (isFields(one) && typeof one.text === 'string') reasoning += one.text
    }
  if (typeof said.refusal === 'string') text += said.refusal
  return { text, reasoning }
}
