import { z } from 'zod'
import { withCitations } from './chatGptCitations.ts'
import { momentOf, replyOf, roleOf, type Chat, type ChatReply } from './chat.ts'
import { jsonText, joined, noPictures } from './chatText.ts'
import { treeChat, type TreeMessage } from './messageTree.ts'

/**
 * `conversations.json` (or `conversations-000.json` and on) of the archive that ChatGPT's Settings, Data controls, Export
 * gives. Its maker describes it nowhere; read 2026-11-23 in those who read it: danny-avila/LibreChat
 * (api/server/utils/import, importers.js and __data__/chatgpt-*.json), mohamed-chs/convoviz (docs/dev/chatgpt-spec.md),
 * open-webui/open-webui (`convertOpenAIMessages`).
 *
 * `mapping` is a tree: its root and hidden system messages hold nothing, an answer goes over several nodes (thoughts, a
 * call of a tool as a message to its `recipient`, what the tool gave back, the text), an edited prompt and a repeated
 * answer are siblings. `current_node` is the leaf that was shown.
 */
const contentSchema = z.looseObject({
  content_type: z.string(),
  parts: z.array(z.unknown()).nullish(),
  text: z.string().nullish(),
})
const messageSchema = z.looseObject({
  author: z.looseObject({ role: z.string(), name: z.string().nullish() }),
  create_time: z.unknown().optional(),
  content: contentSchema,
  status: z.string().nullish(),
  recipient: z.string().nullish(),
  metadata: z
    .looseObject({
      model_slug: z.string().nullish(),
      is_visually_hidden_from_conversation: z.boolean().nullish(),
      is_user_system_message: z.boolean().nullish(),
      finish_details: z.looseObject({ type: z.string().nullish() }).nullish(),
      attachments: z.array(z.unknown()).nullish(),
    })
    .nullish(),
})
type Message = z.infer<typeof messageSchema>

const nodeSchema = z.looseObject({ message: z.unknown(), parent: z.string().nullish() })
const conversationSchema = z.looseObject({
  title: z.string().nullish(),
  create_time: z.unknown().optional(),
  update_time: z.unknown().optional(),
  current_node: z.string().nullish(),
  default_model_slug: z.string().nullish(),
  mapping: z.record(z.string(), nodeSchema),
})

/** Undefined: it is none. */
export function chatGptChat(value: unknown, leftOut: Set<string>): Chat | undefined {
  const { data } = conversationSchema.safeParse(value)
  if (data === undefined) return undefined
  const { title, mapping, current_node: currentId, default_model_slug: model } = data
  const tree = new Map<string, TreeMessage>()
  for (const [id, { message, parent = null }] of Object.entries(mapping)) {
    const parsed = messageSchema.safeParse(message)
    if (!parsed.success && message !== null && message !== undefined)
      leftOut.add('Messages of a form that is not known were left out.')
    // A node that holds nothing still stands between others.
    const own = parsed.success ? messageIn(parsed.data, model, leftOut) : undefined
    tree.set(id, { ...(own ?? { role: 'system', reply: replyOf('') }), parent })
  }
  return {
    ...treeChat(tree, { title: title ?? '', currentId, leftOut }),
    createdAt: momentOf(data.create_time),
    updatedAt: momentOf(data.update_time),
  }
}

function messageIn(
  message: Message,
  defaultModel: string | null | undefined,
  leftOut: Set<string>,
): Omit<TreeMessage, 'parent'> | undefined {
  const { author, content, metadata, create_time: at, recipient } = message
  const role = roleOf(author.role, leftOut)
  if (content.content_type === 'user_editable_context')
    return { role: 'system', reply: replyOf(instructionsOf(content)) }
  const isHidden = metadata?.is_visually_hidden_from_conversation === true
  if (role === 'system') {
    // Hidden ones are the program's own; a person's instructions are among them in older files.
    const isOwn = !isHidden || metadata?.is_user_system_message === true
    return { role, reply: replyOf(isOwn ? textOf(content, leftOut) || olderInstructions(metadata) : '') }
  }
  if (role === undefined || (isHidden && role !== 'tool')) {
    if (role !== undefined && textOf(content, leftOut) !== '') leftOut.add('Messages that ChatGPT hides were left out.')
    return undefined
  }
  if ((metadata?.attachments?.length ?? 0) > 0) leftOut.add(noPictures)
  const reply: ChatReply = replyOf('', metadata?.model_slug ?? defaultModel, at)
  if (role !== 'assistant')
    return { role, toolName: author.name ?? undefined, reply: { ...reply, text: textOf(content, leftOut) } }
  Object.assign(reply, endOf(message))
  if (content.content_type === 'thoughts') return { role, reply: { ...reply, reasoning: thoughtsOf(content) } }
  // "Thought for 5s", said by the thoughts themselves.
  if (content.content_type === 'reasoning_recap') return { role, reply }
  if (recipient !== undefined && recipient !== null && recipient !== 'all') {
    const call = { id: '', name: recipient, arguments: content.text ?? textOf(content, leftOut) }
    return { role, reply: { ...reply, toolCalls: [call] } }
  }
  return { role, reply: { ...reply, text: withCitations(textOf(content, leftOut), metadata) } }
}

function endOf({ status, metadata }: Message): Pick<ChatReply, 'isStopped' | 'finishReason'> {
  const type = metadata?.finish_details?.type
  if (type === 'max_tokens') return { finishReason: 'length' }
  return type === 'interrupted' || status === 'in_progress' ? { isStopped: true } : {}
}

type Content = z.infer<typeof contentSchema>

/** Text and whatever else is said in words; `parts` has texts and, among them, pictures and sound. */
function textOf(content: Content, leftOut: Set<string>): string {
  const { parts, text, content_type: type } = content
  if (type === 'code' && text) return `\`\`\`${language(content)}\n${text}\n\`\`\``
  if (parts)
    return joined(
      parts.map((part) => {
        if (typeof part === 'string') return part
        // Of what was spoken there is the text too.
        const { text: inner } = Object(part) as { text?: unknown }
        if (typeof inner === 'string') return inner
        leftOut.add(noPictures)
        return ''
      }),
    )
  const said = [content['title'], content['url'], content['result'], text].filter((one) => typeof one === 'string')
  if (said.length === 0) leftOut.add(noPictures)
  return joined(said)
}

function language(content: Content): string {
  const { language: name } = content
  return typeof name === 'string' && name !== 'unknown' ? name : ''
}

const thoughtSchema = z.looseObject({ summary: z.unknown().optional(), content: z.unknown().optional() })

function thoughtsOf(content: Content): string {
  const thoughts = z.array(thoughtSchema).safeParse(content['thoughts']).data ?? []
  return joined(
    thoughts.map(({ summary, content: text }) => {
      const own = typeof text === 'string' ? text : ''
      return own || (summary === undefined ? '' : summaryText(summary))
    }),
  )
}

function summaryText(summary: unknown): string {
  const parts = z.array(z.looseObject({ text: z.string() })).safeParse(summary).data
  return parts ? joined(parts.map(({ text }) => text)) : jsonText(summary)
}

/** What a person wrote in Customize ChatGPT. */
function instructionsOf(content: Content): string {
  return joined(
    [content['user_profile'], content['user_instructions']].map((text) => (typeof text === 'string' ? text : '')),
  )
}

function olderInstructions(metadata: Message['metadata']): string {
  const data = Object(metadata?.['user_context_message_data']) as Record<string, unknown>
  return joined(
    [data['about_user_message'], data['about_model_message']].map((text) => (typeof text === 'string' ? text : '')),
  )
}
