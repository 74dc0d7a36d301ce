import { z } from 'zod'
import { addResult, momentOf, replyOf, roleOf, type Chat, type ChatMessage } from './chat.ts'
import { contentSchema, joined, noPictures, saidIn } from './chatText.ts'
import { linearChat, treeChat } from './messageTree.ts'

/**
 * `conversations.json` of the archive that claude.ai's Settings, Privacy, Export data gives, and one conversation as its
 * pages get it (browser extensions save that). Described nowhere; read 2026-11-23 in danny-avila/LibreChat
 * (api/server/utils/import/importers.js), brandtcormorant/claude-json-schema and others who read it. `content` holds
 * parts as Anthropic's messages do and `text` repeats them; older files have `text` alone. `attachments` hold the text
 * that was taken out of them, `files` only names. `parent_message_uuid` is in newer files,
 * `current_leaf_message_uuid` only in what the pages get.
 */
const messageSchema = z.looseObject({
  uuid: z.string().optional(),
  parent_message_uuid: z.string().nullish(),
  sender: z.string(),
  text: z.string().nullish(),
  content: contentSchema.optional(),
  created_at: z.unknown().optional(),
  attachments: z
    .array(z.looseObject({ file_name: z.string().nullish(), extracted_content: z.string().nullish() }))
    .nullish(),
  files: z.array(z.unknown()).nullish(),
  stop_reason: z.string().nullish(),
})
const conversationSchema = z.looseObject({
  name: z.string().nullish(),
  model: z.string().nullish(),
  created_at: z.unknown().optional(),
  updated_at: z.unknown().optional(),
  current_leaf_message_uuid: z.string().nullish(),
  chat_messages: z.array(z.unknown()),
})

/** Undefined: it is none. */
export function claudeChat(value: unknown, leftOut: Set<string>): Chat | undefined {
  const { data } = conversationSchema.safeParse(value)
  if (data === undefined) return undefined
  const title = data.name ?? ''
  const read = data.chat_messages.flatMap((message) => {
    const parsed = messageSchema.safeParse(message)
    if (!parsed.success) leftOut.add('Messages of a form that is not known were left out.')
    const own = parsed.success ? messageIn(parsed.data, data.model, leftOut) : undefined
    return own && parsed.success ? [{ own, id: parsed.data.uuid, parent: parsed.data.parent_message_uuid }] : []
  })
  // Without parents, one follows the other.
  const isTree = read.some(({ parent }) => parent) && read.every(({ id }) => id !== undefined)
  const chat = isTree
    ? treeChat(new Map(read.map(({ own, id = '', parent = null }) => [id, { ...own, parent }])), {
        title,
        currentId: data.current_leaf_message_uuid,
        leftOut,
      })
    : linearChat(
        title,
        read.map(({ own }) => own),
        leftOut,
      )
  return { ...chat, createdAt: momentOf(data.created_at), updatedAt: momentOf(data.updated_at) }
}

function messageIn(
  message: z.infer<typeof messageSchema>,
  model: string | null | undefined,
  leftOut: Set<string>,
): ChatMessage | undefined {
  const role = roleOf(message.sender, leftOut)
  if (role === undefined) return undefined
  const said = saidIn(message.content, leftOut)
  for (const result of said.results) addResult(said.toolCalls, result)
  const attached = (message.attachments ?? []).map(({ file_name: name, extracted_content: text }) => {
    if (!text) leftOut.add(noPictures)
    return text ? `${name ?? 'Attachment'}:\n\n${text}` : ''
  })
  if ((message.files?.length ?? 0) > 0) leftOut.add(noPictures)
  return {
    role,
    reply: {
      ...replyOf(joined([said.text || (message.text ?? ''), ...attached]), model ?? 'Claude', message.created_at),
      reasoning: said.reasoning,
      toolCalls: said.toolCalls,
      ...(message.stop_reason === 'user_canceled' && { isStopped: true }),
      ...(message.stop_reason === 'max_tokens' && { finishReason: 'length' }),
    },
  }
}
