import { z } from 'zod'
import { currentPath, pathToLast } from './messageTree.ts'

/** A conversation of another program, reduced to what a comparison with one pane can show. */
export interface Chat {
  title: string
  messages: ChatMessage[]
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  text: string
  /** As it was called there; it makes no endpoint. */
  model?: string
}

interface Chats {
  chats: Chat[]
  leftOut: Set<string>
}

const loose = z.looseObject({})
const role = z.string()
const contentPart = z.looseObject({ type: z.string().optional(), text: z.unknown().optional() })
const content = z.union([z.string(), z.array(z.union([z.string(), contentPart])), z.null()])
type Content = z.infer<typeof content>

const openAiMessage = z.looseObject({ role, content: content.optional(), tool_calls: z.unknown().optional() })
const openAiChat = z.looseObject({
  messages: z.array(openAiMessage),
  model: z.string().optional(),
  title: z.string().optional(),
})
/** A line of OpenAI's batch input. */
const batchLine = z.looseObject({ body: openAiChat })
const shareGpt = z.looseObject({
  conversations: z.array(z.looseObject({ from: role, value: z.string() })),
  title: z.string().optional(),
})
/** https://github.com/open-webui/open-webui, `chat.history` of an exported chat; not checked against a real export. */
const openWebUiMessage = z.looseObject({
  parentId: z.string().nullish(),
  role,
  content: content.optional(),
  model: z.string().optional(),
})
const openWebUi = z.looseObject({
  title: z.string().optional(),
  chat: z.looseObject({
    title: z.string().optional(),
    history: z
      .looseObject({ messages: z.record(z.string(), openWebUiMessage), currentId: z.string().nullish() })
      .optional(),
    messages: z.array(openAiMessage).optional(),
  }),
})
/** https://github.com/danny-avila/LibreChat, "Export conversation" as JSON; not checked against a real export. */
const libreMessage = z.looseObject({
  messageId: z.string(),
  parentMessageId: z.string().nullish(),
  text: z.string().optional(),
  content: z.unknown().optional(),
  sender: z.string().optional(),
  model: z.string().nullish(),
  isCreatedByUser: z.boolean(),
  children: z.array(z.unknown()).optional(),
})
const libreChat = z.looseObject({
  conversationId: z.string(),
  title: z.string().nullish(),
  messages: z.array(z.unknown()).optional(),
  messagesTree: z.array(z.unknown()).optional(),
  options: z.looseObject({ promptPrefix: z.string().nullish() }).optional(),
})

/** Every conversation in a parsed file; what is no conversation is said. */
export function chatsOf(value: unknown): { chats: Chat[]; leftOut: string[] } {
  const leftOut = new Set<string>()
  const messages = z.array(openAiMessage).min(1).safeParse(value)
  const items: unknown[] = messages.success ? [{ messages: value }] : Array.isArray(value) ? value : [value]
  let unknown = 0
  const chats = items.flatMap((item) => {
    const chat = chatOf(item, leftOut)
    if (chat === undefined || chat.messages.length === 0) unknown++
    return chat === undefined || chat.messages.length === 0 ? [] : [chat]
  })
  if (unknown > 0 && chats.length > 0)
    leftOut.add(`${unknown === 1 ? '1 entry was' : `${unknown} entries were`} no conversation.`)
  return { chats, leftOut: [...leftOut] }
}

function chatOf(value: unknown, leftOut: Set<string>): Chat | undefined {
  if (!loose.safeParse(value).success) return undefined
  const chats: Chats = { chats: [], leftOut }
  const libre = libreChat.safeParse(value)
  if (libre.success) return libreChatOf(libre.data, chats)
  const webUi = openWebUi.safeParse(value)
  if (webUi.success) return openWebUiOf(webUi.data, chats)
  const shared = shareGpt.safeParse(value)
  if (shared.success)
    return {
      title: shared.data.title ?? '',
      messages: shared.data.conversations.flatMap(({ from, value: text }) => message(from, text, chats)),
    }
  const batch = batchLine.safeParse(value)
  const open = batch.success ? batch.data.body : openAiChat.safeParse(value).data
  if (open === undefined) return undefined
  const { model } = open
  return {
    title: open.title ?? '',
    messages: open.messages.flatMap((one) => {
      if (one.tool_calls !== undefined) leftOut.add('Calls of tools were left out.')
      return message(one.role, textOf(one.content ?? null, leftOut), chats, model)
    }),
  }
}

function openWebUiOf({ title, chat }: z.infer<typeof openWebUi>, chats: Chats): Chat {
  const { history } = chat
  const all = Object.entries(history?.messages ?? {})
  const path =
    all.length > 0
      ? currentPath(
          new Map(all.map(([id, one]) => [id, { ...one, parent: one.parentId ?? null }])),
          history?.currentId ?? all.at(-1)?.[0] ?? '',
        )
      : (chat.messages ?? [])
  if (path.length < all.length) chats.leftOut.add('Of conversations with branches, the one shown last was taken.')
  return {
    title: chat.title ?? title ?? '',
    messages: path.flatMap((one) =>
      message(one.role, textOf(one.content ?? null, chats.leftOut), chats, modelOf(one['model'])),
    ),
  }
}

function libreChatOf(value: z.infer<typeof libreChat>, chats: Chats): Chat {
  const { path, hasBranches } = pathToLast(value.messagesTree ?? value.messages ?? [], libreMessage)
  if (hasBranches) chats.leftOut.add('Of conversations with branches, the one shown last was taken.')
  const prompt = value.options?.promptPrefix
  return {
    title: value.title ?? '',
    messages: [
      ...(prompt ? message('system', prompt, chats) : []),
      ...path.flatMap((one) => {
        const parts = content.safeParse(one.content ?? null).data ?? null
        const text = one.text || textOf(parts, chats.leftOut)
        return message(one.isCreatedByUser ? 'user' : 'assistant', text, chats, modelOf(one.model ?? one.sender))
      }),
    ],
  }
}

function modelOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
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

function message(role: string, text: string, { leftOut }: Chats, model?: string): ChatMessage[] {
  const known = Object.hasOwn(roles, role.toLowerCase()) ? roles[role.toLowerCase()] : undefined
  if (known === undefined) {
    leftOut.add('Messages that are neither of a person nor of a model (tools, functions) were left out.')
    return []
  }
  return [{ role: known, text, ...(model === undefined ? {} : { model: model.slice(0, 300) }) }]
}

function textOf(content: Content, leftOut: Set<string>): string {
  if (content === null) return ''
  if (typeof content === 'string') return content
  return content
    .flatMap((part) => {
      if (typeof part === 'string') return [part]
      if (typeof part.text === 'string') return [part.text]
      leftOut.add('Pictures, files and other parts of messages that are not text were left out.')
      return []
    })
    .join('\n\n')
}
