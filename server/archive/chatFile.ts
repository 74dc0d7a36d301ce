import { maxPanes } from '../contract/limits.ts'
import { emptyReply } from '../contract/reply.ts'
import type { Pane, Turn } from '../contract/session.ts'
import {
  sessionFileFormat,
  sessionFileVersion,
  type FileInvocation,
  type SessionFile,
} from '../contract/sessionFile.ts'
import type { Chat, ChatBranch, ChatReply } from './chat.ts'
import { createChatRequests } from './chatRequests.ts'

interface ChatFileOptions {
  /** For a conversation without one. */
  title: string
  now: Date
  newId: () => string
}

/**
 * A conversation as a comparison: answers of several models to one prompt stand in panes beside each other, further
 * answers of one are attempts, other branches are turns set aside. No pane has an endpoint: the names in the file are of
 * models elsewhere, and whom it goes on with is the person's to choose.
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
  const requests = createChatRequests(chat)
  const turnsOf = (branch: ChatBranch): Turn[] =>
    branch.turns.map(({ prompt, replies }, index) => {
      const [requestBody, runId] = [requests.bodyOf(branch, index), newId()]
      const attempts: Turn['attempts'] = {}
      const shown: NonNullable<Turn['shown']> = {}
      for (const reply of replies) {
        const paneId = panes[Math.max(0, columns.indexOf(reply.column))]?.id
        if (paneId === undefined) continue
        const invocation = invocationOf(reply, { id: newId(), runId, requestBody, at })
        invocations.push(invocation)
        const own = (attempts[paneId] ??= [])
        own.push(invocation.id)
        if (reply.isShown) shown[paneId] = own.length - 1
      }
      return { id: newId(), prompt, attempts, ...(replies.length > 1 && { shown }) }
    })
  const turns = turnsOf({ count: 0, turns: chat.turns })
  const setAside = chat.branches.map((branch) => {
    const own = turnsOf(branch)
    return own.map((turn, index) => (index === 0 ? { ...turn, place: branch.count } : turn))
  })
  const name = chat.title.trim() || title || turns[0]?.prompt.slice(0, 80).trim() || 'Imported conversation'
  return {
    format: sessionFileFormat,
    version: sessionFileVersion,
    exportedAt: at,
    session: {
      title: name.slice(0, 300),
      createdAt: until(at, chat.createdAt ?? chat.updatedAt),
      updatedAt: until(at, chat.updatedAt ?? chat.createdAt),
      document: {
        page: 'compare',
        panes,
        settings: { systemPrompt, parameters: {} },
        turns,
        setAside,
        draft: '',
      },
    },
    invocations,
    vectors: [],
    leftOut: requests.leftOut(),
  }
}

/** Only what was once answered by several at a time has columns; a model changed on the way has not. */
function columnsOf({ turns, branches }: Chat): string[] {
  const beside = [turns, ...branches.map((branch) => branch.turns)].flat().flatMap(({ replies }) => {
    const columns = [...new Set(replies.map(({ column }) => column))]
    return columns.length > 1 ? columns : []
  })
  return [...new Set(beside.length === 0 ? [''] : beside)].slice(0, maxPanes)
}

/** A clock that went ahead elsewhere puts nothing on top of the list for ever. */
function until(now: string, time: string | undefined): string {
  return time === undefined || time > now ? now : time
}

function invocationOf(
  { text, reasoning, toolCalls, model = 'Imported', at: saidAt, failure, usage, finishReason, isStopped }: ChatReply,
  { id, runId, requestBody, at }: { id: string; runId: string; requestBody: string; at: string },
): FileInvocation {
  const choice: FileInvocation['reply']['choices'][number] = { text, reasoning, toolCalls: withOwnIds(toolCalls) }
  if (finishReason !== undefined) choice.finishReason = finishReason
  return {
    id,
    runId,
    endpoint: model,
    model,
    servedModel: model,
    providerLabel: 'Imported',
    task: 'llm/v1/chat',
    startedAt: until(at, saidAt),
    requestBody,
    request: null,
    response: null,
    reply: {
      ...emptyReply,
      status: failure !== undefined ? 'failed' : isStopped ? 'stopped' : 'done',
      choices: [choice],
      ...(usage && { usage }),
      ...(failure !== undefined && {
        failure: { kind: 'upstream-error', message: failure.slice(0, 4000), isRetryable: false },
      }),
    },
    events: [],
    eventsOmitted: 0,
    body: null,
    remark: 'Imported from a file of another program: only what was said is known.',
  }
}

/** A page takes them for unique; some files have none, or the same for each. */
function withOwnIds(calls: ChatReply['toolCalls']): ChatReply['toolCalls'] {
  const known = new Set<string>()
  return calls.map((call, index) => {
    const id = call.id === '' || known.has(call.id) ? `${call.id || 'call'}_${index + 1}` : call.id
    known.add(id)
    return { ...call, id }
  })
}
