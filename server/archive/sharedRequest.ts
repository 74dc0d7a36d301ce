import type { ShareParts } from '../contract/share.ts'
import type { Say } from './sayText.ts'

/** The body a person wrote; its system messages go with the system prompt, its model with the names of endpoints. */
export function sharedRequest(body: string, { parts, say }: { parts: ShareParts; say: Say }): string {
  const { systemPrompt, endpointNames } = parts
  if (systemPrompt && endpointNames) return say(body)
  try {
    const value: unknown = JSON.parse(body, (name, item: unknown) => {
      if (systemPrompt) return item
      if (promptNames.has(name)) return undefined
      return Array.isArray(item) ? item.filter((one) => !isPrompt(one)) : item
    })
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return say(JSON.stringify(value))
    const kept = Object.entries(value).filter(([name]) => endpointNames || !modelNames.has(name))
    return say(JSON.stringify(Object.fromEntries(kept)))
  } catch {
    // What cannot be read cannot be looked through either.
    return ''
  }
}

/** Where the dialects put it beside the messages: OpenAI's Responses, Anthropic, Gemini. */
const promptNames = new Set(['instructions', 'system', 'system_instruction', 'systemInstruction'])

/** Of the model asked, and of those asked in its place. */
const modelNames = new Set(['model', 'models', 'fallbacks', 'provider', 'endpoint'])

function isPrompt(item: unknown): boolean {
  return ['system', 'developer'].includes(String(Object(item).role))
}
