import { z } from 'zod'
import { addResult, replyOf, type Chat, type ChatReply } from './chat.ts'
import { contentSchema, joined, noPictures, saidIn } from './chatText.ts'
import { treeChat, type TreeMessage } from './messageTree.ts'

/**
 * https://github.com/danny-avila/LibreChat, read 2026-11-23: `exportJSON` in
 * client/src/hooks/Conversations/useExportConversation.ts, and its test data (api/server/utils/import/__data__).
 * Messages are a list, or stand inside the one they answer (`recursive`), under `messages` or `messagesTree`; `content`
 * holds parts where there is more than text (packages/data-provider, `ContentTypes`). Files of others that take its form
 * have `null` for no parent.
 */
const messageSchema = z.looseObject({
  messageId: z.string(),
  parentMessageId: z.string().nullish(),
  text: z.string().nullish(),
  content: contentSchema.optional(),
  sender: z.string().nullish(),
  model: z.string().nullish(),
  isCreatedByUser: z.boolean(),
  error: z.boolean().nullish(),
  unfinished: z.boolean().nullish(),
  finish_reason: z.string().nullish(),
  tokenCount: z.number().int().min(0).nullish().catch(undefined),
  createdAt: z.unknown().optional(),
  children: z.array(z.unknown()).nullish(),
  files: z.array(z.unknown()).nullish(),
  attachments: z.array(z.unknown()).nullish(),
})
type Message = z.infer<typeof messageSchema>

const text = z.string().nullish()
const conversationSchema = z.looseObject({
  conversationId: z.string().nullable(),
  title: text,
  messages: z.array(z.unknown()).optional(),
  messagesTree: z.array(z.unknown()).optional(),
  options: z.looseObject({ promptPrefix: text, system: text, instructions: text }).optional(),
})

/** Undefined: it is none. */
export function libreChat(value: unknown, leftOut: Set<string>): Chat | undefined {
  const { data } = conversationSchema.safeParse(value)
  const messages = data?.messagesTree ?? data?.messages
  if (data === undefined || messages === undefined) return undefined
  const { title, options } = data
  const tree = treeOf(messages, leftOut)
  const chat = treeChat(tree, { title: title ?? '', leftOut })
  const own = [options?.promptPrefix, options?.system, options?.instructions].map((one) => one ?? '')
  const moments = [...tree.values()].flatMap(({ reply }) => reply.at ?? []).toSorted()
  return { ...chat, systemPrompt: joined(own), createdAt: moments[0], updatedAt: moments.at(-1) }
}

function treeOf(values: unknown[], leftOut: Set<string>): Map<string, TreeMessage> {
  const tree = new Map<string, TreeMessage>()
  const waiting: { value: unknown; parent: string | null }[] = values
    .map((value) => ({ value, parent: null }))
    .toReversed()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const parsed = messageSchema.safeParse(next.value)
    if (!parsed.success) {
      leftOut.add('Messages of a form that is not known were left out.')
      continue
    }
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
  const said = saidIn(message.content, leftOut)
  for (const result of said.results) addResult(said.toolCalls, result)
  if ([message.files, message.attachments].some((list) => (list?.length ?? 0) > 0)) leftOut.add(noPictures)
  const { reasoning, toolCalls } = said
  const reply: ChatReply = {
    ...replyOf(message.text || said.text, model, message.createdAt),
    column: model ?? '',
    reasoning,
    toolCalls,
  }
  if (message.isCreatedByUser) return reply
  if (typeof message.tokenCount === 'number') reply.usage = { completionTokens: message.tokenCount }
  // Its own word for an answer that a person stopped.
  if (message.unfinished === true || message.finish_reason === 'incomplete') reply.isStopped = true
  else reply.finishReason = message.finish_reason ?? undefined
  if (message.error === true) return { ...reply, text: '', failure: reply.text || 'It failed there.' }
  return reply
}
