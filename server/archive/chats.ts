import { z } from 'zod'
import { linearChat, replyOf, roleOf, type Chat, type ChatMessage } from './chat.ts'
import { contentSchema, textOf } from './chatText.ts'
import { libreChat } from './libreChats.ts'
import { openWebUiChat } from './openWebUiChats.ts'

/** As OpenAI's chat completions take them (https://platform.openai.com/docs/api-reference/chat); a line of a fine-tuning file is one too. */
const openAiMessage = z.looseObject({
  role: z.string(),
  content: contentSchema.optional(),
  refusal: z.string().nullish(),
  tool_calls: z
    .array(
      z.looseObject({
        id: z.string().optional(),
        function: z.looseObject({ name: z.string(), arguments: z.string() }).optional(),
      }),
    )
    .nullish(),
})
const openAiChat = z.looseObject({
  messages: z.array(openAiMessage),
  model: z.string().nullish(),
  title: z.string().nullish(),
})
/** A line of OpenAI's batch input. */
const batchLine = z.looseObject({ body: openAiChat })
/** FastChat's data (docs of lm-sys/FastChat), and LLaMA-Factory's (data/README.md), which adds `system`. */
const shareGpt = z.looseObject({
  conversations: z.array(z.looseObject({ from: z.string(), value: z.string() })),
  title: z.string().nullish(),
  model: z.string().nullish(),
  system: z.string().nullish(),
})

/** Every conversation in a parsed file; what is no conversation is said. */
export function chatsOf(value: unknown): { chats: Chat[]; leftOut: string[] } {
  const leftOut = new Set<string>()
  const messages = z.array(openAiMessage).min(1).safeParse(value)
  const items: unknown[] = messages.success ? [{ messages: value }] : Array.isArray(value) ? value : [value]
  let unknown = 0
  const chats = items.flatMap((item) => {
    const chat = chatIn(item, leftOut)
    if (chat === undefined || (chat.turns.length === 0 && chat.systemPrompt === '')) {
      unknown++
      return []
    }
    return [chat]
  })
  if (unknown > 0 && chats.length > 0)
    leftOut.add(`${unknown === 1 ? '1 entry was' : `${unknown} entries were`} no conversation.`)
  return { chats, leftOut: [...leftOut] }
}

function chatIn(value: unknown, leftOut: Set<string>): Chat | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (
    libreChat(value, leftOut) ?? openWebUiChat(value, leftOut) ?? shareGptChat(value, leftOut) ?? openAi(value, leftOut)
  )
}

function shareGptChat(value: unknown, leftOut: Set<string>): Chat | undefined {
  const { data } = shareGpt.safeParse(value)
  if (data === undefined) return undefined
  const messages = data.conversations.flatMap(({ from, value: text }): ChatMessage[] => {
    const role = roleOf(from, leftOut)
    return role === undefined ? [] : [{ role, reply: replyOf(text, data.model) }]
  })
  const chat = linearChat(data.title ?? '', messages)
  return data.system ? { ...chat, systemPrompt: data.system } : chat
}

function openAi(value: unknown, leftOut: Set<string>): Chat | undefined {
  const batch = batchLine.safeParse(value)
  const data = batch.success ? batch.data.body : openAiChat.safeParse(value).data
  if (data === undefined) return undefined
  const messages = data.messages.flatMap(({ role: name, content = null, refusal, tool_calls }): ChatMessage[] => {
    const role = roleOf(name, leftOut)
    if (role === undefined) return []
    const toolCalls = (tool_calls ?? []).flatMap(({ id = '', function: called }) =>
      called === undefined ? [] : [{ id, name: called.name, arguments: called.arguments }],
    )
    return [{ role, reply: { ...replyOf(textOf(content, leftOut) || (refusal ?? ''), data.model), toolCalls } }]
  })
  return linearChat(data.title ?? '', messages)
}
