import type { Reply } from '../contract/reply.ts'

/** A conversation of another program, reduced to what a comparison can show. */
export interface Chat {
  title: string
  systemPrompt: string
  turns: ChatTurn[]
}

interface ChatTurn {
  prompt: string
  replies: ChatReply[]
}

export interface ChatReply {
  text: string
  reasoning: string
  toolCalls: Reply['choices'][number]['toolCalls']
  /** As it was called there; it makes no endpoint. */
  model?: string
  /** ISO 8601. */
  at?: string
  /** Why there is no text. */
  failure?: string
  /** Replies of one column are attempts of one pane, of different ones stand beside each other. */
  column: string
  /** Of the replies to one prompt, the one the conversation went on from. */
  isShown: boolean
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  reply: ChatReply
}

/** A conversation in which one message follows another. */
export function linearChat(title: string, messages: ChatMessage[]): Chat {
  return chatOf(
    title,
    messages.map(({ role, reply }) => ({ role, replies: [reply] })),
  )
}

/** Each message with what stands beside it; of a person's and of the system's, only the first counts. */
export function chatOf(title: string, path: { role: ChatMessage['role']; replies: ChatReply[] }[]): Chat {
  const systemPrompts: string[] = []
  const turns: ChatTurn[] = []
  for (const { role, replies } of path) {
    const text = replies[0]?.text ?? ''
    const last = turns.at(-1)
    if (role === 'system') systemPrompts.push(text)
    else if (role === 'user') {
      if (last === undefined || last.replies.length > 0) turns.push({ prompt: text, replies: [] })
      else last.prompt = `${last.prompt}\n\n${text}`
    } else if (last === undefined) turns.push({ prompt: '', replies })
    else if (last.replies.length === 0) last.replies = replies
    else goOn(last, replies)
  }
  return { title, systemPrompt: systemPrompts.join('\n\n'), turns }
}

/** An answer in several messages, as where a tool was asked between them. */
function goOn(turn: ChatTurn, more: ChatReply[]): void {
  const next = more.find(({ isShown }) => isShown) ?? more[0]
  turn.replies = turn.replies.map((reply) =>
    reply.isShown && next !== undefined
      ? {
          ...reply,
          text: [reply.text, next.text].filter(Boolean).join('\n\n'),
          reasoning: [reply.reasoning, next.reasoning].filter(Boolean).join('\n\n'),
          toolCalls: [...reply.toolCalls, ...next.toolCalls],
        }
      : reply,
  )
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
}

/** Undefined, and said: it is neither of a person nor of a model. */
export function roleOf(name: string, leftOut: Set<string>): ChatMessage['role'] | undefined {
  const lower = name.toLowerCase()
  if (Object.hasOwn(roles, lower)) return roles[lower]
  leftOut.add('Messages that are neither of a person nor of a model (results of tools, functions) were left out.')
  return undefined
}

/** Of a message that is nothing but text. */
export function replyOf(text: string, model?: unknown, at?: unknown): ChatReply {
  const time = momentOf(at)
  return {
    text,
    reasoning: '',
    toolCalls: [],
    column: '',
    isShown: true,
    ...(typeof model === 'string' && model !== '' && { model: model.slice(0, 300) }),
    ...(time !== undefined && { at: time }),
  }
}

/** Of seconds since 1970, or ISO 8601. */
function momentOf(value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const date = new Date(typeof value === 'number' ? value * 1000 : value)
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 1970
    ? undefined
    : date.toISOString()
}
