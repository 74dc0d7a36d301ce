import { z } from 'zod'
import { addResult, type ChatToolCall } from './chat.ts'

export const noPictures = 'Pictures, files and other parts of messages that are not text were left out.'

const part = z.looseObject({ type: z.string().optional() })
type Part = z.infer<typeof part>
/** Of OpenAI's messages; others are alike. */
export const contentSchema = z.union([z.string(), z.array(z.union([z.string(), part, z.null()])), z.null()])
export type Content = z.infer<typeof contentSchema>

export interface Said {
  text: string
  reasoning: string
  toolCalls: ChatToolCall[]
  /** Of calls that are in an earlier message. */
  results: { callId: string | undefined; text: string }[]
}

/**
 * What a message's parts hold: of OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat) and
 * responses, Anthropic's messages (https://docs.anthropic.com/en/api/messages) and LibreChat's (`ContentTypes` in
 * packages/data-provider), read 2026-11-23. What is none of these is said to be missing.
 */
export function saidIn(content: Content | undefined, leftOut: Set<string>): Said {
  const said: Said = { text: '', reasoning: '', toolCalls: [], results: [] }
  if (content === null || content === undefined) return said
  if (typeof content === 'string') return { ...said, text: content }
  const texts: string[] = []
  const thoughts: string[] = []
  for (const one of content) {
    if (one === null) continue
    if (typeof one === 'string') texts.push(one)
    else
      switch (one.type) {
        case 'think':
        case 'thinking':
        case 'reasoning':
          thoughts.push(thoughtOf(one, leftOut))
          break
        case 'tool_call':
        case 'tool_use':
        case 'server_tool_use':
        case 'mcp_tool_use':
        case 'function_call':
        case 'custom_tool_call':
          said.toolCalls.push(callOf(one))
          break
        case 'tool_result':
        case 'web_search_tool_result':
        case 'mcp_tool_result':
        case 'function_call_output':
        case 'custom_tool_call_output':
          addPartResult(said, one, leftOut)
          break
        case 'message':
          texts.push(saidIn(contentSchema.safeParse(one['content']).data, leftOut).text)
          break
        // Claude's page counts with it.
        case 'token_budget':
          break
        default: {
          const text = partText(one)
          if (text !== undefined) texts.push(text)
          else if (typeof one['code'] === 'string') said.toolCalls.push(callOf({ ...one, input: one['code'] }))
          else leftOut.add(noPictures)
        }
      }
  }
  return { ...said, text: joined(texts), reasoning: joined(thoughts) }
}

export function joined(texts: string[]): string {
  return texts.filter(Boolean).join('\n\n')
}

/** `text`, or `text.value` as the Assistants API has it, or a refusal. */
function partText(one: Part): string | undefined {
  return valueText(one['text'] ?? one['refusal'])
}

function valueText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const { value: inner } = Object(value) as { value?: unknown }
  return typeof inner === 'string' ? inner : undefined
}

/** Its own member, or a summary where the thoughts themselves are not given away. */
function thoughtOf(one: Part, leftOut: Set<string>): string {
  const own = [one['think'], one['thinking'], one['reasoning'], one['text']].map(valueText).find((text) => text)
  if (own !== undefined) return own
  const [content, summary] = [one['content'], one['summary']].map((value) => contentSchema.safeParse(value).data)
  return saidIn(content, leftOut).text || saidIn(summary, leftOut).text
}

const functionSchema = z.looseObject({
  name: z.string().optional(),
  arguments: z.unknown().optional(),
  output: z.unknown().optional(),
})
const callSchema = z.looseObject({
  id: z.string().nullish(),
  call_id: z.string().nullish(),
  name: z.string().nullish(),
  type: z.string().nullish(),
  function: functionSchema.nullish(),
  code_interpreter: z.looseObject({ input: z.unknown(), outputs: z.unknown() }).nullish(),
})

/** `tool_call` holds the call; of the others each is one. */
export function callOf(value: unknown): ChatToolCall {
  const { tool_call: inner } = Object(value) as { tool_call?: unknown }
  const { data: call } = callSchema.safeParse(inner ?? value)
  const ran = call?.code_interpreter
  const given =
    call?.['args'] ?? call?.['input'] ?? call?.['arguments'] ?? call?.function?.arguments ?? ran?.input ?? {}
  const result = call?.['output'] ?? call?.function?.output ?? ran?.outputs
  return {
    id: call?.call_id ?? call?.id ?? '',
    name: call?.name ?? call?.function?.name ?? call?.type ?? '',
    arguments: jsonText(given),
    ...(result !== undefined && result !== null && { result: jsonText(result) }),
  }
}

function addPartResult(said: Said, one: Part, leftOut: Set<string>): void {
  const callId = [one['tool_use_id'], one['call_id']].find((id) => typeof id === 'string')
  const content = contentSchema.safeParse(one['content'] ?? one['output']).data
  const { text } = saidIn(content, leftOut)
  const result = {
    callId,
    text: text || (content === undefined ? jsonText(one['content'] ?? one['output'] ?? '') : ''),
  }
  if (said.toolCalls.some((call) => call.result === undefined)) addResult(said.toolCalls, result)
  else said.results.push(result)
}

/** A text as it is, anything else as JSON. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}
