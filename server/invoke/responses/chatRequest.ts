import { FailureError } from '../../contract/failure.ts'

type Fields = Record<string, unknown>

/**
 * A request of OpenAI's Responses API as a chat request, for upstreams that have only chat. Throws FailureError
 * (bad-request) for what chat cannot say: nothing is left out silently that would change the answer.
 * source: https://platform.openai.com/docs/guides/migrate-to-responses (archived copy)
 */
export function chatRequest(request: Fields): Fields {
  for (const name of ['previous_response_id', 'conversation', 'prompt'])
    if (request[name] !== undefined && request[name] !== null) throw unsupported(`"${name}"`)
  if (request.background === true) throw unsupported('"background"')
  const chat: Fields = {}
  for (const [name, value] of Object.entries(request)) if (!translated.has(name)) chat[name] = value
  const set = (name: string, value: unknown) => {
    if (value !== undefined && value !== null) chat[name] = value
  }
  set('max_tokens', request.max_output_tokens)
  set('reasoning_effort', isFields(request.reasoning) ? request.reasoning.effort : undefined)
  if (typeof request.top_logprobs === 'number' && request.top_logprobs > 0)
    Object.assign(chat, { logprobs: true, top_logprobs: request.top_logprobs })
  const text = isFields(request.text) ? request.text : {}
  set('response_format', isFields(text.format) ? responseFormat(text.format) : undefined)
  set('verbosity', text.verbosity)
  if (Array.isArray(request.tools) && request.tools.length > 0) chat.tools = request.tools.map(tool)
  set('tool_choice', toolChoice(request.tool_choice))
  chat.messages = messages(request)
  return chat
}

/** Said in another way, or meaningless in chat. */
const translated: ReadonlySet<string> = new Set([
  'input',
  'instructions',
  'max_output_tokens',
  'reasoning',
  'text',
  'tools',
  'tool_choice',
  'top_logprobs',
  'previous_response_id',
  'conversation',
  'prompt',
  'background',
  'store',
  'include',
  'truncation',
  'metadata',
  'service_tier',
  'stream_options',
  'prompt_cache_key',
  'prompt_cache_retention',
  'safety_identifier',
  'max_tool_calls',
])

function messages({ instructions, input }: Fields): Fields[] {
  const said: Fields[] = []
  if (typeof instructions === 'string' && instructions !== '') said.push({ role: 'system', content: instructions })
  if (typeof input === 'string') return [...said, { role: 'user', content: input }]
  if (!Array.isArray(input)) throw rejected('"input" must be a string or a list of items')
  for (const item of input) {
    if (!isFields(item)) throw rejected('an item of "input" is no object')
    const type = item.type ?? 'message'
    const before = said.at(-1)
    if (type === 'message') said.push(message(item))
    else if (type === 'function_call') {
      // Several calls of one turn, and the text before them, are one message in chat.
      const calls = before?.role === 'assistant' ? before : undefined
      const owner: Fields = calls ?? { role: 'assistant', content: null }
      if (calls === undefined) said.push(owner)
      const known = Array.isArray(owner.tool_calls) ? owner.tool_calls : []
      const called = { name: item.name, arguments: item.arguments }
      owner.tool_calls = [...known, { id: item.call_id, type: 'function', function: called }]
    } else if (type === 'function_call_output')
      said.push({ role: 'tool', tool_call_id: item.call_id, content: outputText(item.output) })
    // Only the model that thought it could use it, and in chat none takes it back.
    else if (type !== 'reasoning') throw unsupported(`an input item of type ${JSON.stringify(type)}`)
  }
  return said
}

function message({ role, content }: Fields): Fields {
  const speaker = role === 'developer' ? 'system' : role
  if (!Array.isArray(content)) return { role: speaker, content }
  const parts = content.map(part)
  // Some upstreams take lists only where there is more than text.
  const texts = parts.map((one) => (one.type === 'text' ? one.text : undefined))
  return { role: speaker, content: texts.every((text) => typeof text === 'string') ? texts.join('') : parts }
}

function part(value: unknown): Fields {
  if (!isFields(value)) throw rejected('a part of a message is no object')
  switch (value.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { type: 'text', text: value.text }
    case 'refusal':
      return { type: 'text', text: value.refusal }
    case 'input_image': {
      if (typeof value.image_url !== 'string') throw unsupported('an image without "image_url"')
      const detail = typeof value.detail === 'string' ? { detail: value.detail } : {}
      return { type: 'image_url', image_url: { url: value.image_url, ...detail } }
    }
    case 'input_file': {
      const { type: _, ...file } = value
      return { type: 'file', file }
    }
    default:
      throw unsupported(`a message part of type ${JSON.stringify(value.type)}`)
  }
}

function outputText(output: unknown): unknown {
  if (!Array.isArray(output)) return typeof output === 'string' ? output : JSON.stringify(output ?? null)
  return output.map((one) => (isFields(one) && typeof one.text === 'string' ? one.text : JSON.stringify(one))).join('')
}

function tool(value: unknown): Fields {
  if (!isFields(value) || value.type !== 'function')
    throw unsupported(`a tool of type ${JSON.stringify(isFields(value) ? value.type : value)}`)
  const { type: _, ...called } = value
  return { type: 'function', function: isFields(value.function) ? value.function : called }
}

function toolChoice(choice: unknown): unknown {
  if (!isFields(choice)) return choice
  if (choice.type !== 'function') throw unsupported(`"tool_choice" of type ${JSON.stringify(choice.type)}`)
  return { type: 'function', function: { name: choice.name } }
}

function responseFormat(format: Fields): Fields {
  if (format.type !== 'json_schema') return { type: format.type }
  const { type: _, ...schema } = format
  return { type: 'json_schema', json_schema: schema }
}

function unsupported(what: string): FailureError {
  return rejected(`${what} is not supported by this endpoint`)
}

function rejected(words: string): FailureError {
  return new FailureError({ kind: 'bad-request', message: `Bad request: ${words}.`, isRetryable: false })
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
