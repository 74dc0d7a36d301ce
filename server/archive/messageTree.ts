import { joinedReply, type Chat, type ChatBranch, type ChatMessage, type ChatReply, type ChatTurn } from './chat.ts'

export interface TreeMessage extends ChatMessage {
  parent: string | null
}

interface TreeOptions {
  title: string
  /** The message shown last; where there is none, the last of the file. */
  currentId?: string | null | undefined
  leftOut: Set<string>
}

/** A conversation in which one message follows another. */
export function linearChat(title: string, messages: ChatMessage[], leftOut: Set<string>): Chat {
  const tree = new Map(
    messages.map((message, index) => [String(index), { ...message, parent: index === 0 ? null : String(index - 1) }]),
  )
  return treeChat(tree, { title, leftOut })
}

/**
 * Of messages with parents, what was shown last: the way from the first to `currentId`, and beside each answer on it the
 * other answers to the same message. Every other way is a branch. A loop of parents ends where it closes.
 */
export function treeChat(messages: Map<string, TreeMessage>, { title, currentId, leftOut }: TreeOptions): Chat {
  const walker = createWalker(messages, leftOut)
  const path = walker.pathTo(currentId)
  const [start] = path
  const isOnPath = new Set(path)
  const main: ChatBranch = { count: 0, turns: [] }
  if (start !== undefined) walker.walk(main, start, (ids) => ids.find((id) => isOnPath.has(id)))
  const branches = walker.branches(main)
  if (branches.length > 0)
    leftOut.add(
      'Of conversations with branches, the one shown last is on the page; the others are set aside (Bring back turns set aside, in the session’s menu).',
    )
  // Once each: where a first prompt was edited, each branch has its own.
  const systemPrompts = new Set<string>()
  for (const { role, reply } of messages.values()) if (role === 'system' && reply.text) systemPrompts.add(reply.text)
  return { title, systemPrompt: [...systemPrompts].join('\n\n'), turns: main.turns, branches }
}

type Pick = (ids: string[]) => string | undefined

function createWalker(messages: Map<string, TreeMessage>, leftOut: Set<string>) {
  /** Of system prompts that were gone past: what is above them. */
  const passed = new Map<string, string | null>()
  const children = new Map<string | null, string[]>()
  for (const [id, { role }] of messages) {
    if (role === 'system') continue
    const parent = parentOf(id)
    const known = children.get(parent)
    if (known) known.push(id)
    else children.set(parent, [id])
  }
  /** Where each message that was walked over stands. */
  const places = new Map<string, { branch: ChatBranch; count: number }>()

  /** The next above it that is not a system prompt. */
  function parentOf(id: string): string | null {
    const met = new Set<string>()
    let parent = messages.get(id)?.parent ?? null
    while (parent !== null && messages.get(parent)?.role === 'system' && !met.has(parent)) {
      met.add(parent)
      const known = passed.get(parent)
      parent = known === undefined ? (messages.get(parent)?.parent ?? null) : known
    }
    const found = parent !== null && messages.has(parent) && !met.has(parent) ? parent : null
    for (const system of met) passed.set(system, found)
    return found
  }

  const isUser = (id: string) => messages.get(id)?.role === 'user'
  const next = (id: string) => (children.get(id) ?? []).filter((child) => !places.has(child))

  function place(id: string, branch: ChatBranch): TreeMessage[] {
    places.set(id, { branch, count: branch.turns.length })
    const message = messages.get(id)
    return message === undefined ? [] : [message]
  }

  /** A reply in as many messages as there are until a person says something, and what follows it. */
  function answer(first: string, branch: ChatBranch, pick: Pick): { reply: ChatReply; after: string | undefined } {
    const parts = place(first, branch)
    for (let id: string | undefined = pick(next(first)); ; id = pick(next(id))) {
      if (id === undefined || isUser(id)) return { reply: joinedReply(parts), after: id }
      parts.push(...place(id, branch))
    }
  }

  const lastAnswer: Pick = (ids) => ids.findLast((id) => !isUser(id))

  function walk(branch: ChatBranch, start: string, pick: Pick): void {
    for (let id: string | undefined = start; id !== undefined;) {
      const last: ChatTurn | undefined = branch.turns.at(-1)
      if (isUser(id)) {
        const prompt = messages.get(id)?.reply.text ?? ''
        if (last === undefined || last.replies.length > 0) branch.turns.push({ prompt, replies: [] })
        else last.prompt = `${last.prompt}\n\n${prompt}`
        place(id, branch)
        id = pick(next(id))
        continue
      }
      const turn = last ?? { prompt: '', replies: [] }
      if (last === undefined) branch.turns.push(turn)
      const shown: string = id
      id = undefined
      // Of a loop, the first has no parent that counts.
      const beside = new Set([...(children.get(parentOf(shown)) ?? []), shown])
      for (const one of beside) {
        if (isUser(one) || places.has(one)) continue
        const { reply, after } = answer(one, branch, one === shown ? pick : lastAnswer)
        turn.replies.push({ ...reply, isShown: one === shown })
        if (one === shown) id = after
      }
    }
  }

  return {
    walk,
    pathTo(currentId: string | null | undefined): string[] {
      const known = typeof currentId === 'string' && messages.has(currentId) ? currentId : [...messages.keys()].at(-1)
      const path = new Set<string>()
      if (known === undefined) return []
      let id = messages.get(known)?.role === 'system' ? parentOf(known) : known
      for (; id !== null && !path.has(id); id = parentOf(id)) path.add(id)
      return [...path].toReversed()
    },
    branches(main: ChatBranch): ChatBranch[] {
      const branches: ChatBranch[] = []
      const begin = (id: string, { branch, count }: { branch: ChatBranch; count: number }) => {
        if (places.has(id)) return
        const own: ChatBranch = { after: branch === main ? undefined : branch, count, turns: [] }
        branches.push(own)
        walk(own, id, (ids) => ids.at(-1))
      }
      for (const id of children.get(null) ?? []) begin(id, { branch: main, count: 0 })
      // It grows while it is gone through.
      for (const [id, at] of places) for (const child of children.get(id) ?? []) if (isUser(child)) begin(child, at)
      const unplaced = [...messages].filter(([id, { role }]) => role !== 'system' && !places.has(id))
      if (unplaced.length > 0) leftOut.add('Messages that no way through their conversation reaches were left out.')
      return branches.toReversed()
    },
  }
}
