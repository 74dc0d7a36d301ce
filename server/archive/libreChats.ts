import { z } from 'zod'
import { chatOf, replyOf, type Chat, type ChatReply } from './chat.ts'
import { partText } from './chatText.ts'
import { treeChat, type TreeMessage } from './messageTree.ts'

/**
 * https://github.com/danny-avila/LibreChat, read 2026-11-22: `exportJSON` in
 * client/src/hooks/Conversations/useExportConversation.ts. Messages are a list, or stand inside the one they answer
 * (`recursive`), under `messages` or `messagesTree`; `content` holds parts where there is more than text
 * (packages/data-provider, `ContentTypes`).
 */
const messageSchema = z.looseObject({
  messageId: z.string(),
  parentMessageId: z.string().nullish(),
  text: z.string().nullish(),
  content: z.array(z.union([z.looseObject({ type: z.string().optional() }), z.null()])).nullish(),
  sender: z.string().nullish(),
  model: z.string().nullish(),
  isCreatedByUser: z.boolean(),
  error: z.boolean().nullish(),
  createdAt: z.unknown().optional(),
  children: z.array(z.unknown()).nullish(),
})
type Message = z.infer<typeof messageSchema>

const conversationSchema = z.looseObject({
  conversationId: z.string(),
  title: z.string().nullish(),
  messages: z.array(z.unknown()).optional(),
  messagesTree: z.array(z.unknown()).optional(),
  options: z.looseObject({ promptPrefix: z.string().nullish(), system: z.string().nullish() }).optional(),
})

/** Undefined: it is none. */
export function libreChat(value: unknown, leftOut: Set<string>): Chat | undefined {
  const parsed = conversationSchema.safeParse(value)
  if (!parsed.success) return undefined
  const { title, messages, messagesTree, options } = parsed.data
  const tree = treeOf(messagesTree ?? messages ?? [], leftOut)
  const currentId = [...tree.keys()].at(-1)
  const chat = currentId === undefined ? chatOf(title ?? '', []) : treeChat(title ?? '', tree, { currentId, leftOut })
  return { ...chat, systemPrompt: options?.promptPrefix ?? options?.system ?? '' }
}

function treeOf(values: unknown[], leftOut: Set<string>): Map<string, TreeMessage> {
  const tree = new Map<string, TreeMessage>()
  const waiting: { value: unknown; parent: string | null }[] = values
    .map((value) => ({ value, parent: null }))
    .toReversed()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const parsed = messageSchema.safeParse(next.value)
    if (!parsed.success) continue
    const message = parsed.data
    const role = message.isCreatedByUser ? 'user' : 'assistant'
    tree.set(message.messageId, {
      role,
      parent: message.parentMessageId ?? next.parent,
      reply: replyIn(message, leftOut),
    })
    for (const child of (message.children ?? []).toReversed()) waiting.push({ value: child, parent: message.messageId })
  }
  return tree
}

function replyIn(message: Message, leftOut: Set<string>): ChatReply {
  const model = message.model ?? message.sender
  const reply: ChatReply = { ...replyOf(message.text ?? '', model, message.createdAt), column: model ?? '' }
  const texts: string[] = []
  for (const part of message.content ?? []) {
    const text = part === null ? undefined : partText(part)
    if (part?.type === 'think' && typeof part['think'] === 'string') reply.reasoning += part['think']
    else if (part?.type === 'tool_call') addCall(reply, part['tool_call'])
    else if (text !== undefined) texts.push(text)
    else leftOut.add('Pictures, files and other parts of messages that are not text were left out.')
  }
  reply.text ||= texts.join('\n\n')
  if (message.error === true) return { ...reply, text: '', failure: reply.text || 'It failed there.' }
  return reply
}

const callSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  args: z.unknown().optional(),
  function: z.looseObject({ name: z.string().optional(), arguments: z.unknown().optional() }).optional(),
})

function addCall(reply: ChatReply, value: unknown): void {
  const call = callSchema.safeParse(value).data
  const given = call?.args ?? call?.function?.arguments ?? {}
  reply.toolCalls.push({
    id: call?.id ?? '',
    name: call?.name ?? call?.function?.name ?? '',
    arguments: typeof given === 'string' ? given : JSON.stringify(given),
  })
}
