import { maxPanes } from '../contract/limits.ts'
import { emptyReply } from '../contract/reply.ts'
import type { Pane, Turn } from '../contract/session.ts'
import {
  sessionFileFormat,
  sessionFileVersion,
  type FileInvocation,
  type SessionFile,
} from '../contract/sessionFile.ts'
import type { Chat, ChatReply } from './chat.ts'

interface ChatFileOptions {
  /** For a conversation without one. */
  title: string
  now: Date
  newId: () => string
}

/**
 * A conversation as a comparison: answers of several models to one prompt stand in panes beside each other, further
 * answers of one are attempts. No pane has an endpoint: the names in the file are of models elsewhere, and whom it goes
 * on with is the person's to choose.
 */
export function chatFile(chat: Chat, { title, now, newId }: ChatFileOptions): SessionFile {
  const at = now.toISOString()
  const { systemPrompt } = chat
  const columns = columnsOf(chat)
  const panes = columns.map((_, index): Pane => ({
    id: newId(),
    endpoint: null,
    isSynced: true,
    settings: { systemPrompt: '', parameters: {} },
    draft: '',
    hue: index % 8,
  }))
  const invocations: FileInvocation[] = []
  const said: { role: string; content: string }[] =
    systemPrompt === '' ? [] : [{ role: 'system', content: systemPrompt }]
  const turns = chat.turns.map(({ prompt, replies }): Turn => {
    said.push({ role: 'user', content: prompt })
    const [requestBody, runId] = [JSON.stringify({ messages: said }), newId()]
    const attempts: Turn['attempts'] = {}
    const shown: NonNullable<Turn['shown']> = {}
    for (const reply of replies) {
      const paneId = panes[Math.max(0, columns.indexOf(reply.column))]?.id
      if (paneId === undefined) continue
      const invocation = invocationOf(reply, { id: newId(), runId, requestBody, at })
      invocations.push(invocation)
      const own = (attempts[paneId] ??= [])
      own.push(invocation.id)
      if (reply.isShown) {
        shown[paneId] = own.length - 1
        said.push({ role: 'assistant', content: reply.text })
      }
    }
    return { id: newId(), prompt, attempts, ...(replies.length > 1 && { shown }) }
  })
  const name = chat.title.trim() || title || turns[0]?.prompt.slice(0, 80).trim() || 'Imported conversation'
  return {
    format: sessionFileFormat,
    version: sessionFileVersion,
    exportedAt: at,
    session: {
      title: name.slice(0, 300),
      createdAt: at,
      updatedAt: at,
      document: {
        page: 'compare',
        panes,
        settings: { systemPrompt, parameters: {} },
        turns,
        setAside: [],
        draft: '',
      },
    },
    invocations,
    vectors: [],
    leftOut: [],
  }
}

/** Only what was once answered by several at a time has columns; a model changed on the way has not. */
function columnsOf(chat: Chat): string[] {
  const beside = chat.turns.flatMap(({ replies }) => {
    const columns = [...new Set(replies.map(({ column }) => column))]
    return columns.length > 1 ? columns : []
  })
  return [...new Set(beside.length === 0 ? [''] : beside)].slice(0, maxPanes)
}

function invocationOf(
  { text, reasoning, toolCalls, model = 'Imported', at: saidAt, failure }: ChatReply,
  { id, runId, requestBody, at }: { id: string; runId: string; requestBody: string; at: string },
): FileInvocation {
  const choices: FileInvocation['reply']['choices'] = [{ text, reasoning, toolCalls }]
  return {
    id,
    runId,
    endpoint: model,
    model,
    servedModel: model,
    providerLabel: 'Imported',
    task: 'llm/v1/chat',
    startedAt: saidAt ?? at,
    requestBody,
    request: null,
    response: null,
    reply:
      failure === undefined
        ? { ...emptyReply, status: 'done', choices }
        : {
            ...emptyReply,
            status: 'failed',
            choices,
            failure: { kind: 'upstream-error', message: failure.slice(0, 4000), isRetryable: false },
          },
    events: [],
    eventsOmitted: 0,
    body: null,
    remark: 'Imported from a file of another program: only what was said is known.',
  }
}
