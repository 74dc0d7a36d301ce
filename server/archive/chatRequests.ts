import type { Chat, ChatBranch, ChatTurn } from './chat.ts'

/**
 * Each request repeats all that was said before it: of a thousand turns that would be a thousand times the file. Of 100 MB
 * of conversations of 25 turns, 1 MB each made 1 GB.
 */
const maxTogether = 256 * 1024
/** Of each request of a conversation that is longer, until all are this much; then each is its prompt. */
const maxAlone = 8 * 1024
const maxOfAll = 4 * 1024 * 1024
/** Of a message without a word. */
const messageOverhead = 32

interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What each answer of a conversation was asked with, as messages of a chat completion. */
export function createChatRequests({ systemPrompt, turns }: Chat) {
  const main: ChatBranch = { count: 0, turns }
  let together = 0
  let isCut = false
  return {
    bodyOf(branch: ChatBranch, index: number): string {
      const isOver = together > maxOfAll
      const room = isOver ? 0 : Math.max(maxAlone, maxTogether - together)
      const messages: Message[] = [{ role: 'user', content: branch.turns[index]?.prompt ?? '' }]
      let characters = systemPrompt.length
      for (const message of before(branch, index)) {
        characters += message.content.length + messageOverhead
        if (characters > room) {
          isCut = true
          break
        }
        messages.push(message)
      }
      if (systemPrompt !== '' && !isOver) messages.push({ role: 'system', content: systemPrompt })
      const body = JSON.stringify({ messages: messages.toReversed() })
      together += body.length
      return body
    },
    leftOut(): string[] {
      return isCut
        ? ['Of requests in long conversations, only what was said last before each is kept with its answer.']
        : []
    },
  }

  /** The latest first. */
  function* before({ after, count, turns: own }: ChatBranch, index: number): Generator<Message> {
    yield* said(own, index)
    for (let from: ChatBranch | undefined = after ?? main, end = count; from !== undefined;) {
      if (from.turns !== own) yield* said(from.turns, end)
      if (from.turns === turns) return
      end = from.count
      from = from.after ?? main
    }
  }
}

function* said(turns: ChatTurn[], end: number): Generator<Message> {
  for (let index = end - 1; index >= 0; index--) {
    const { prompt = '', replies = [] } = turns[index] ?? {}
    const shown = replies.find(({ isShown }) => isShown) ?? replies[0]
    if (shown) yield { role: 'assistant', content: shown.text }
    yield { role: 'user', content: prompt }
  }
}
