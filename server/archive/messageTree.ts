import { chatOf, type Chat, type ChatMessage, type ChatReply } from './chat.ts'

export interface TreeMessage extends ChatMessage {
  parent: string | null
}

/**
 * Of messages with parents, what was shown last: the way from the first to `currentId`, and beside each answer on it the
 * other answers to the same message. What lies on other ways (earlier prompts edited and sent again) is said to be left
 * out. A loop of parents ends where it closes.
 */
export function treeChat(
  title: string,
  messages: Map<string, TreeMessage>,
  { currentId, leftOut }: { currentId: string; leftOut: Set<string> },
): Chat {
  const answers = Map.groupBy(
    [...messages].filter(([, { role }]) => role === 'assistant'),
    ([, { parent }]) => parent,
  )
  const path: { role: ChatMessage['role']; replies: ChatReply[] }[] = []
  const seen = new Set<string>()
  for (let id: string | null = currentId; id !== null && !seen.has(id);) {
    const message: TreeMessage | undefined = messages.get(id)
    if (message === undefined) break
    seen.add(id)
    const beside = message.role === 'assistant' && message.parent !== null ? (answers.get(message.parent) ?? []) : []
    for (const [other] of beside) seen.add(other)
    const replies =
      beside.length > 0 ? beside.map(([other, { reply }]) => ({ ...reply, isShown: other === id })) : [message.reply]
    path.push({ role: message.role, replies })
    id = message.parent
  }
  if (seen.size < messages.size) leftOut.add('Of conversations with branches, the one shown last was taken.')
  return chatOf(title, path.toReversed())
}
