import type { z } from 'zod'

/** From the first message to the one shown; a loop of parents ends where it closes. */
export function currentPath<Message extends { parent: string | null }>(
  messages: Map<string, Message>,
  currentId: string,
): Message[] {
  const path: Message[] = []
  const seen = new Set<string>()
  for (let id: string | null = currentId; id !== null && !seen.has(id);) {
    seen.add(id)
    const message = messages.get(id)
    if (message === undefined) break
    path.push(message)
    id = message.parent
  }
  return path.toReversed()
}

interface Node {
  messageId: string
  parentMessageId?: string | null | undefined
  children?: unknown[] | undefined
}

/** Of a list of messages with parents, or of messages inside their parents: the way to the one written last. */
export function pathToLast<Message extends Node>(
  values: unknown[],
  schema: z.ZodType<Message>,
): { path: Message[]; hasBranches: boolean } {
  const found = new Map<string, Message & { parent: string | null }>()
  const waiting: { value: unknown; parent: string | null }[] = values
    .map((value) => ({ value, parent: null }))
    .toReversed()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const parsed = schema.safeParse(next.value)
    if (!parsed.success) continue
    const message = parsed.data
    found.set(message.messageId, { ...message, parent: message.parentMessageId ?? next.parent })
    for (const child of (message.children ?? []).toReversed()) waiting.push({ value: child, parent: message.messageId })
  }
  const path = currentPath(found, [...found.keys()].at(-1) ?? '')
  return { path, hasBranches: path.length < found.size }
}
