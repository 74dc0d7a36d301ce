import { z } from 'zod'
import { addResult, momentOf, replyOf, roleOf, type Chat, type ChatMessage, type ChatReply } from './chat.ts'
import { contentSchema, joined, jsonText, noPictures, saidIn } from './chatText.ts'
import { usageOf } from './chatUsage.ts'
import { linearChat, treeChat, type TreeMessage } from './messageTree.ts'
import { unfolded } from './openWebUiDetails.ts'

/**
 * https://github.com/open-webui/open-webui, read 2026-11-23: `exportChats` in
 * src/lib/components/chat/Settings/DataControls.svelte writes an array of what the API holds, `sendMessage` and
 * `saveChatHandler` in src/lib/components/chat/Chat.svelte make `history`: one assistant message for each chosen model,
 * all with the same parent, told apart by `modelIdx`; `usage` as the upstream sent it (OpenAI's or Ollama's), `merged`
 * an answer made of all. Older files hold the chats without the row around them.
 */
const messageSchema = z.looseObject({
  parentId: z.string().nullish(),
  role: z.string(),
  content: contentSchema.optional(),
  model: z.string().nullish(),
  selectedModelId: z.string().nullish(),
  modelIdx: z.number().nullish(),
  timestamp: z.unknown().optional(),
  files: z.array(z.unknown()).nullish(),
  error: z.union([z.boolean(), z.string(), z.looseObject({})]).nullish(),
  output: contentSchema.nullish().catch(undefined),
  usage: z.unknown().optional(),
  merged: z.looseObject({ content: z.string() }).nullish().catch(undefined),
  done: z.boolean().nullish(),
})
type Message = z.infer<typeof messageSchema>

const system = z.looseObject({ system: z.string().nullish() }).nullish()
const chatSchema = z.looseObject({
  title: z.string().nullish(),
  system: z.string().nullish(),
  params: system,
  history: z
    .looseObject({ messages: z.record(z.string(), z.unknown()), currentId: z.string().nullish() })
    .nullish()
    .catch(undefined),
  messages: z.array(z.unknown()).nullish().catch(undefined),
  timestamp: z.unknown().optional(),
})
const rowSchema = z.looseObject({
  title: z.string().nullish(),
  chat: chatSchema,
  created_at: z.unknown().optional(),
  updated_at: z.unknown().optional(),
})
const legacySchema = chatSchema.refine(({ history }) => history !== undefined && history !== null)

/** Undefined: it is none. */
export function openWebUiChat(value: unknown, leftOut: Set<string>): Chat | undefined {
  const row = rowSchema.safeParse(value).data
  const chat = row?.chat ?? legacySchema.safeParse(value).data
  if (chat === undefined) return undefined
  const found = ofMessages(chat.title ?? row?.title ?? '', chat, leftOut)
  const own = chat.system ?? chat.params?.system ?? ''
  return {
    ...found,
    systemPrompt: joined([...new Set([own, found.systemPrompt])]),
    createdAt: momentOf(row?.created_at ?? chat.timestamp),
    updatedAt: momentOf(row?.updated_at),
  }
}

function ofMessages(title: string, { history, messages }: z.infer<typeof chatSchema>, leftOut: Set<string>): Chat {
  const tree = new Map<string, TreeMessage>()
  for (const [id, value] of Object.entries(history?.messages ?? {})) {
    const message = messageIn(value, leftOut)
    if (message) tree.set(id, message)
  }
  if (tree.size > 0) return treeChat(tree, { title, currentId: history?.currentId, leftOut })
  return linearChat(
    title,
    (messages ?? []).flatMap((value) => messageIn(value, leftOut) ?? []),
    leftOut,
  )
}

function messageIn(value: unknown, leftOut: Set<string>): TreeMessage | undefined {
  const { data } = messageSchema.safeParse(value)
  if (data === undefined) leftOut.add('Messages of a form that is not known were left out.')
  const role: ChatMessage['role'] | undefined = data && roleOf(data.role, leftOut)
  return data && role && { role, parent: data.parentId ?? null, reply: replyIn(data, role, leftOut) }
}

function replyIn(message: Message, role: ChatMessage['role'], leftOut: Set<string>): ChatReply {
  if ((message.files?.length ?? 0) > 0) leftOut.add(noPictures)
  if (message.merged?.content) leftOut.add('Answers merged from those of several models were left out.')
  const content = saidIn(message.content, leftOut)
  const model = message.selectedModelId ?? message.model
  const plain = { ...replyOf(content.text, model, message.timestamp), column: String(message.modelIdx ?? model ?? '') }
  if (role !== 'assistant') return plain
  const reply: ChatReply = { ...plain, ...unfolded(content.text), usage: usageOf(message.usage) }
  // Newer versions keep what came as items of the Responses API beside the text, where it is folded into HTML.
  const output = saidIn(message.output, leftOut)
  if (output.text !== '' || output.toolCalls.length > 0 || output.reasoning !== '') {
    for (const result of output.results) addResult(output.toolCalls, result)
    reply.text = output.text || reply.text
    reply.reasoning = output.reasoning || reply.reasoning
    if (output.toolCalls.length > 0) reply.toolCalls = output.toolCalls
  }
  if (message.error && reply.text === '') reply.failure = failureOf(message.error)
  else if (message.done === false) reply.isStopped = true
  return reply
}

function failureOf(error: NonNullable<Message['error']>): string {
  if (typeof error === 'string') return error
  const { content } = Object(error) as { content?: unknown }
  return content === undefined ? 'It failed there.' : jsonText(content)
}
