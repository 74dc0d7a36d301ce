import { emptyReply } from '../contract/reply.ts'
import type { Pane, Turn } from '../contract/session.ts'
import {
  sessionFileFormat,
  sessionFileVersion,
  type FileInvocation,
  type SessionFile,
} from '../contract/sessionFile.ts'
import type { Chat, ChatMessage } from './chats.ts'

interface ChatFileOptions {
  /** For a conversation without one. */
  title: string
  now: Date
  newId: () => string
}

/**
 * A conversation as a comparison with one pane. Its pane has no endpoint: the names in the file are of models elsewhere, and whom
 * it goes on with is the person's to choose.
 */
export function chatFile(chat: Chat, { title, now, newId }: ChatFileOptions): SessionFile {
  const at = now.toISOString()
  const paneId = newId()
  const systemPrompt = chat.messages
    .filter(({ role }) => role === 'system')
    .map(({ text }) => text)
    .join('\n\n')
  const settings = { systemPrompt, parameters: {} }
  const pane: Pane = {
    id: paneId,
    endpoint: null,
    isSynced: true,
    settings: { systemPrompt: '', parameters: {} },
    draft: '',
    hue: 0,
  }
  const turns: Turn[] = []
  const invocations: FileInvocation[] = []
  const said: ChatMessage[] = systemPrompt === '' ? [] : [{ role: 'system', text: systemPrompt }]
  let prompts: string[] = []
  let replies: ChatMessage[] = []
  const endTurn = () => {
    if (prompts.length === 0 && replies.length === 0) return
    const prompt = prompts.join('\n\n')
    said.push({ role: 'user', text: prompt })
    const attempts: Turn['attempts'] = {}
    if (replies.length > 0) {
      const invocation = invocationOf(replies, said, { at, newId })
      invocations.push(invocation)
      attempts[paneId] = [invocation.id]
      said.push(...replies)
    }
    turns.push({ id: newId(), prompt, attempts })
    prompts = []
    replies = []
  }
  for (const message of chat.messages) {
    if (message.role === 'system') continue
    if (message.role === 'user' && replies.length > 0) endTurn()
    if (message.role === 'user') prompts.push(message.text)
    else replies.push(message)
  }
  endTurn()
  const name = chat.title.trim() || title || turns[0]?.prompt.slice(0, 80).trim() || 'Imported conversation'
  return {
    format: sessionFileFormat,
    version: sessionFileVersion,
    exportedAt: at,
    session: {
      title: name.slice(0, 300),
      createdAt: at,
      updatedAt: at,
      document: { page: 'compare', panes: [pane], settings, turns, setAside: [], draft: '' },
    },
    invocations,
    vectors: [],
    leftOut: [],
  }
}

function invocationOf(
  replies: ChatMessage[],
  said: ChatMessage[],
  { at, newId }: { at: string; newId: () => string },
): FileInvocation {
  const model = replies.find((reply) => reply.model !== undefined)?.model ?? 'Imported'
  const text = replies.map((reply) => reply.text).join('\n\n')
  return {
    id: newId(),
    runId: newId(),
    endpoint: model,
    model,
    servedModel: model,
    providerLabel: 'Imported',
    task: 'llm/v1/chat',
    startedAt: at,
    requestBody: JSON.stringify({ messages: said.map((one) => ({ role: one.role, content: one.text })) }),
    request: null,
    response: null,
    reply: { ...emptyReply, status: 'done', choices: [{ text, reasoning: '', toolCalls: [] }] },
    events: [],
    eventsOmitted: 0,
    body: null,
    remark: 'Imported from a file of another program: only the text is known.',
  }
}
