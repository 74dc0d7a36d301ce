import { z } from 'zod'
import type { Chat } from './chat.ts'
import { chatGptChat } from './chatGptChats.ts'
import { claudeChat } from './claudeChats.ts'
import { libreChat } from './libreChats.ts'
import { isMessage, messageChat } from './messageChats.ts'
import { openWebUiChat } from './openWebUiChats.ts'
import { trainingChat } from './trainingChats.ts'

/** Every conversation in a parsed value: one, a list of them, or what holds a list. */
export function chatsOf(value: unknown, leftOut: Set<string>): { chats: Chat[]; unknown: number } {
  let unknown = 0
  const chats = itemsOf(value, leftOut).flatMap((item) => {
    const chat = chatIn(item, leftOut)
    if (chat !== undefined && (chat.turns.length > 0 || chat.systemPrompt !== '')) return [chat]
    unknown++
    return []
  })
  return { chats, unknown }
}

/** A list that is one conversation. */
export function isMessageList(value: unknown): boolean {
  return Array.isArray(value) && isMessage(value[0])
}

const holderSchema = z.looseObject({ conversations: z.array(z.looseObject({})) })
/** https://github.com/mckaywrigley/chatbot-ui (legacy), as LibreChat's test data of it has it, read 2026-11-23. */
const chatbotUiSchema = z.looseObject({
  version: z.number(),
  history: z.array(
    z.looseObject({
      name: z.string().nullish(),
      messages: z.array(z.unknown()),
      model: z.looseObject({ id: z.string() }).nullish(),
      prompt: z.string().nullish(),
    }),
  ),
  prompts: z.array(z.unknown()).nullish(),
})

function itemsOf(value: unknown, leftOut: Set<string>): unknown[] {
  if (Array.isArray(value)) return isMessageList(value) ? [value] : value
  const holder = holderSchema.safeParse(value).data
  if (holder && holder.conversations.length > 0 && !isMessageList(holder.conversations)) return holder.conversations
  const chatbotUi = chatbotUiSchema.safeParse(value).data
  if (chatbotUi === undefined) return [value]
  if ((chatbotUi.prompts?.length ?? 0) > 0) leftOut.add('Kept prompts were left out.')
  return chatbotUi.history.map(({ name, messages, model, prompt }) => ({
    title: name,
    messages,
    model: model?.id,
    system: prompt,
  }))
}

function chatIn(value: unknown, leftOut: Set<string>): Chat | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (
    chatGptChat(value, leftOut) ??
    claudeChat(value, leftOut) ??
    libreChat(value, leftOut) ??
    openWebUiChat(value, leftOut) ??
    trainingChat(value, leftOut) ??
    messageChat(value, leftOut)
  )
}
