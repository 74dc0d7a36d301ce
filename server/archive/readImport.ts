import { maxImportedSessions } from '../contract/limits.ts'
import type { Chat } from './chat.ts'
import { chatFile } from './chatFile.ts'
import { chatsOf, isMessageList } from './chats.ts'
import { checkSessionFile, isSessionFile } from './checkSessionFile.ts'
import { decodeText } from './decodeText.ts'
import { fileSteps, type ImportContext, type ImportStep } from './importStep.ts'
import { jsonParts, type JsonPart, type PartsCount } from './jsonParts.ts'
import { parseJson } from './parseJson.ts'
import { refused } from './refused.ts'

/**
 * What a file of JSON, JSON lines or our own HTML holds: a session of ours, or conversations of other programs
 * (`chats.ts`), each a session. It is read a conversation at a time, and each is in as soon as the next is whole: of a
 * file that is broken further down those before are in. Throws a FailureError that says why it is none.
 */
export async function* readImport(
  chunks: AsyncIterable<Uint8Array>,
  context: ImportContext,
): AsyncGenerator<ImportStep> {
  const leftOut = new Set<string>()
  const count: PartsCount = { scalars: 0 }
  const title = context.name?.replace(/\.\w+$/, '') ?? ''
  let taken = 0
  let unknown = 0
  let isEmpty = true
  /** Until it is known whether it is alone. */
  let waiting: Chat | undefined
  function* write(chat: Chat, isAlone: boolean): Generator<ImportStep> {
    // Several are told apart by what was asked first.
    const file = chatFile(chat, { ...context, title: isAlone ? title : '' })
    for (const sentence of file.leftOut) leftOut.add(sentence)
    yield* fileSteps(file, context, isAlone ? { createdAt: file.session.createdAt } : file.session)
    yield { type: 'commit' }
  }
  try {
    for await (const value of valuesOf(jsonParts(chunks, count))) {
      isEmpty = false
      if (isSessionFile(value)) {
        const file = checkSessionFile(value)
        yield* fileSteps(file, context)
        for (const sentence of file.leftOut) leftOut.add(sentence)
        yield { type: 'commit' }
        taken++
        continue
      }
      const found = chatsOf(value, leftOut)
      unknown += found.unknown
      for (const chat of found.chats) {
        if (taken === maxImportedSessions) {
          leftOut.add(`The file has more than ${maxImportedSessions} conversations: the first were taken.`)
          return
        }
        taken++
        if (waiting !== undefined) yield* write(waiting, false)
        waiting = chat
      }
    }
    unknown += count.scalars
    if (isEmpty && unknown === 0) throw refused('The file is empty.')
    if (taken === 0) throw refused(noConversation)
    if (unknown > 0) leftOut.add(`${unknown === 1 ? '1 entry was' : `${unknown} entries were`} no conversation.`)
  } finally {
    // What came before the damage is whole.
    if (waiting !== undefined) yield* write(waiting, taken === 1)
    for (const sentence of leftOut) yield { type: 'left-out', sentence }
  }
}

const noConversation =
  'The file holds no conversation that AI Playground knows: its own JSON or HTML, OpenAI messages (JSON or JSONL), batches and preferences, ShareGPT, Open WebUI, LibreChat, or the conversations.json of ChatGPT or Claude.'

/** One for each part, but for a list of messages, which is one conversation. */
async function* valuesOf(parts: AsyncIterable<JsonPart>): AsyncGenerator {
  let messages: unknown[] | undefined
  let isFirst = true
  for await (const { bytes, what, isElement } of parts) {
    const value = parseJson(decodeText(bytes, what), what, isOwn(bytes) ? {} : { maxDepth })
    if (isElement && isFirst && isMessageList([value])) messages = []
    isFirst = false
    if (messages !== undefined && isElement) messages.push(value)
    else {
      if (messages !== undefined) yield messages
      messages = undefined
      yield value
    }
  }
  if (messages !== undefined) yield messages
}

/** LibreChat writes each message inside the one before it: two levels each. */
const maxDepth = 10_000

function isOwn(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 200)).includes('ai-playground-session')
}

/** The session inside our own HTML (`html/page.ts`). */
export function sessionInHtml(html: string): string {
  const start = html.indexOf(dataOpening)
  if (start < 0) throw refused('The page holds no session. Only HTML that AI Playground exported can be imported.')
  const end = html.indexOf('</script>', start)
  if (end < 0) throw refused('The file is cut: its end is missing.')
  return html.slice(start + dataOpening.length, end)
}

export const dataOpening = '<script type="application/json" id="ai-playground-session">'
