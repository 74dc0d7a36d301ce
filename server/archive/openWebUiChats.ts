import { z } from 'zod'
import { chatOf, linearChat, replyOf, roleOf, type Chat, type ChatReply } from './chat.ts'
import { contentSchema, partText, textOf } from './chatText.ts'
import { treeChat, type TreeMessage } from './messageTree.ts'

/**
 * https://github.com/open-webui/open-webui, read 2026-11-22: `exportChats` in
 * src/lib/components/chat/Settings/DataControls.svelte writes an array of what the API holds, `sendMessage` and
 * `saveChatHandler` in src/lib/components/chat/Chat.svelte make `history`: one assistant message for each chosen model,
 * all with the same parent, told apart by `modelIdx`. Older files hold the chats without the row around them.
 */
const messageSchema = z.looseObject({
  parentId: z.string().nullish(),
  role: z.string(),
  content: contentSchema.optional(),
  model: z.string().nullish(),
  modelIdx: z.number().nullish(),
  timestamp: z.number().nullish(),
  files: z.array(z.unknown()).nullish(),
  error: z.union([z.boolean(), z.looseObject({ content: z.unknown() })]).nullish(),
  output: z.array(z.looseObject({ type: z.string() })).nullish(),
})
type Message = z.infer<typeof messageSchema>

const chatSchema = z.looseObject({
  title: z.string().nullish(),
  system: z.string().nullish(),
  params: z.looseObject({ system: z.string().nullish() }).nullish(),
  history: z.looseObject({ messages: z.record(z.string(), messageSchema), currentId: z.string().nullish() }).optional(),
  messages: z.array(messageSchema).optional(),
})
const rowSchema = z.looseObject({ title: z.string().nullish(), chat: chatSchema })
const legacySchema = chatSchema.required({ history: true })

/** Undefined: it is none. */
export function openWebUiChat(value: unknown, leftOut: Set<string>): Chat | undefined {
  const row = rowSchema.safeParse(value)
  const chat = row.success ? row.data.chat : legacySchema.safeParse(value).data
  if (chat === undefined) return undefined
  const title = chat.title ?? row.data?.title ?? ''
  const system = chat.system ?? chat.params?.system ?? ''
  const found = ofMessages(title, chat, leftOut)
  return { ...found, systemPrompt: [system, found.systemPrompt].filter(Boolean).join('\n\n') }
}

function ofMessages(title: string, { history, messages = [] }: z.infer<typeof chatSchema>, leftOut: Set<string>): Chat {
  const tree = new Map<string, TreeMessage>()
  for (const [id, message] of Object.entries(history?.messages ?? {})) {
    const role = roleOf(message.role, leftOut)
    if (role !== undefined) tree.set(id, { role, parent: message.parentId ?? null, reply: replyIn(message, leftOut) })
  }
  if (tree.size === 0)
    return linearChat(
      title,
      messages.flatMap((message) => {
        const role = roleOf(message.role, leftOut)
        return role === undefined ? [] : [{ role, reply: replyIn(message, leftOut) }]
      }),
    )
  const currentId = history?.currentId ?? [...tree.keys()].at(-1) ?? ''
  return tree.has(currentId) ? treeChat(title, tree, { currentId, leftOut }) : chatOf(title, [])
}

function replyIn(message: Message, leftOut: Set<string>): ChatReply {
  if ((message.files?.length ?? 0) > 0)
    leftOut.add('Pictures, files and other parts of messages that are not text were left out.')
  const plain = replyOf(textOf(message.content ?? null, leftOut), message.model, message.timestamp)
  const said = message.output ? ofOutput(message.output, leftOut) : ofDetails(plain.text, leftOut)
  const failure = Object(message.error) as { content?: unknown }
  return {
    ...plain,
    ...said,
    column: String(message.modelIdx ?? message.model ?? ''),
    ...(message.error &&
      said.text === '' && {
        failure: typeof failure.content === 'string' ? failure.content : 'It failed there.',
      }),
  }
}

type Said = Pick<ChatReply, 'text' | 'reasoning' | 'toolCalls'>

/** Newer versions keep what came as items of the Responses API beside the text. */
function ofOutput(items: NonNullable<Message['output']>, leftOut: Set<string>): Said {
  const said: Said = { text: '', reasoning: '', toolCalls: [] }
  for (const item of items) {
    const parts = z.array(z.looseObject({})).safeParse(item['content']).data ?? []
    const text = parts.map((part) => partText(part) ?? '').join('')
    if (item.type === 'message') said.text += text
    else if (item.type === 'reasoning') said.reasoning += text
    else if (item.type === 'function_call')
      said.toolCalls.push({
        id: textIn(item['call_id'] ?? item['id']),
        name: textIn(item['name']),
        arguments: typeof item['arguments'] === 'string' ? item['arguments'] : JSON.stringify(item['arguments'] ?? {}),
      })
    else
      leftOut.add('Messages that are neither of a person nor of a model (results of tools, functions) were left out.')
  }
  return said
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Others write reasoning and calls of tools as folded HTML into the text. */
const details = /<details type="([\w-]+)"[^>]*>\s*(?:<summary>[^<]*<\/summary>)?([\s\S]*?)<\/details>\s*/g

function ofDetails(content: string, leftOut: Set<string>): Said {
  const reasoning: string[] = []
  const text = content.replace(details, (_, type: string, inner: string) => {
    if (type === 'reasoning') reasoning.push(withoutQuoting(inner))
    else leftOut.add('Calls of tools were left out.')
    return ''
  })
  return { text, reasoning: reasoning.join('\n\n'), toolCalls: [] }
}

function withoutQuoting(html: string): string {
  const entities: Record<string, string> = { '&gt;': '>', '&lt;': '<', '&quot;': '"', '&#x27;': "'", '&amp;': '&' }
  return html
    .replace(/&(?:gt|lt|quot|#x27|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/^> ?/gm, '')
    .trim()
}
