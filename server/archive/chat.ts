import type { Reply, Usage } from '../contract/reply.ts'

/** A conversation of another program, reduced to what a comparison can show. */
export interface Chat {
  title: string
  systemPrompt: string
  turns: ChatTurn[]
  /** Other ways the conversation went, newest first: prompts edited and sent again, answers gone on from. */
  branches: ChatBranch[]
  /** ISO 8601. */
  createdAt?: string | undefined
  updatedAt?: string | undefined
}

export interface ChatTurn {
  prompt: string
  replies: ChatReply[]
}

/** Turns that follow the first `count` of others; of the conversation itself where `after` is absent. */
export interface ChatBranch {
  after?: ChatBranch | undefined
  count: number
  turns: ChatTurn[]
}

export type ChatToolCall = Reply['choices'][number]['toolCalls'][number]

export interface ChatReply {
  text: string
  reasoning: string
  toolCalls: ChatToolCall[]
  /** As it was called there; it makes no endpoint. */
  model?: string | undefined
  /** ISO 8601. */
  at?: string | undefined
  /** Why there is no text. */
  failure?: string | undefined
  usage?: Usage | undefined
  finishReason?: string | undefined
  /** A person ended it. */
  isStopped?: boolean | undefined
  /** Replies of one column are attempts of one pane, of different ones stand beside each other. */
  column: string
  /** Of the replies to one prompt, the one the conversation went on from. */
  isShown: boolean
}

export interface ChatMessage {
  /** What a tool gave back is the text of its `reply`. */
  role: 'system' | 'user' | 'assistant' | 'tool'
  reply: ChatReply
  /** Of the call a tool answers, and which tool, where it is said. */
  callId?: string | undefined
  toolName?: string | undefined
}

const roles: Record<string, ChatMessage['role']> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  model: 'assistant',
  bot: 'assistant',
  ai: 'assistant',
  claude: 'assistant',
  function_call: 'assistant',
  tool: 'tool',
  function: 'tool',
  observation: 'tool',
  function_response: 'tool',
  tool_response: 'tool',
  ipython: 'tool',
}

/** Undefined, and said: it is neither of a person, a model nor a tool. */
export function roleOf(name: string, leftOut: Set<string>): ChatMessage['role'] | undefined {
  const lower = name.toLowerCase().replaceAll('-', '_')
  if (Object.hasOwn(roles, lower)) return roles[lower]
  leftOut.add('Messages that are neither of a person, a model nor a tool were left out.')
  return undefined
}

/** Of a message that is nothing but text. */
export function replyOf(text: string, model?: unknown, at?: unknown): ChatReply {
  return {
    text,
    reasoning: '',
    toolCalls: [],
    column: '',
    isShown: true,
    at: momentOf(at),
    model: typeof model === 'string' && model !== '' ? model.slice(0, 300) : undefined,
  }
}

/** Seconds since 1970 of later moments than any file's are milliseconds. */
const latestSeconds = 1e11

/** Of seconds or milliseconds since 1970, or ISO 8601. */
export function momentOf(value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const date = new Date(typeof value === 'number' && value < latestSeconds ? value * 1000 : value)
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 1970
    ? undefined
    : date.toISOString()
}

/** An answer in several messages, as where a tool was asked between them, is one. */
export function joinedReply(messages: ChatMessage[]): ChatReply {
  let joined: ChatReply | undefined
  for (const { role, reply, callId, toolName } of messages) {
    if (role === 'tool') {
      joined ??= { ...replyOf('', reply.model, reply.at), column: reply.column }
      addResult(joined.toolCalls, { callId, toolName, text: reply.text })
    } else if (joined === undefined) joined = { ...reply, toolCalls: [...reply.toolCalls] }
    else {
      joined.text = [joined.text, reply.text].filter(Boolean).join('\n\n')
      joined.reasoning = [joined.reasoning, reply.reasoning].filter(Boolean).join('\n\n')
      joined.toolCalls.push(...reply.toolCalls)
      joined.model = reply.model ?? joined.model
      joined.usage = reply.usage ?? joined.usage
      joined.finishReason = reply.finishReason
      joined.failure = reply.failure
      joined.isStopped = reply.isStopped
    }
  }
  return joined ?? replyOf('')
}

interface ToolResult {
  callId?: string | undefined
  toolName?: string | undefined
  text: string
}

/** To the call with this id, else to the first without a result, else to the last; a tool that nobody called is one. */
export function addResult(calls: ChatToolCall[], { callId, toolName, text }: ToolResult): void {
  const isOpen = ({ result }: ChatToolCall) => result === undefined
  const own = calls.findIndex(({ id }) => callId !== undefined && id === callId)
  const open = own >= 0 ? own : calls.findIndex(isOpen)
  const index = open >= 0 ? open : calls.length - 1
  const call = calls[index]
  if (call === undefined) calls.push({ id: callId ?? '', name: toolName ?? 'tool', arguments: '', result: text })
  else calls[index] = { ...call, result: [call.result, text].filter(Boolean).join('\n\n') }
}
