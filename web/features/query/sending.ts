import { maxSends } from '../../../server/contract/limits.ts'
import type { QueryPane, QuerySend } from '../../../server/contract/queryDocument.ts'
import { emptyReply, isEnded } from '../../../server/contract/reply.ts'
import type { QueryRequest } from '../../../server/contract/run.ts'
import { flushEdits } from '../../models/jsonEditor/pendingEdits.ts'
import { removeFromBody } from '../../models/requestBody/editBody.ts'
import { liveRuns } from '../../models/session/liveRuns.ts'
import { changePageDocument } from '../../models/session/pageSession.ts'
import { replies, setReplies } from '../../streams/replies.ts'
import { showToast } from '../../ui/Toast.tsx'
import { untitled, type Query } from './query.ts'

/** Sends the text to every endpoint chosen. False where nothing could be sent; a word says why. */
export function sendRequest(query: Query): boolean {
  flushEdits()
  const { text, panes } = query.store.getState().document
  if (text.trim() === '') return refuse('There is no request yet. Write one, paste one, or show an example.')
  if (panes.length === 0) return refuse('No endpoint is chosen. Add one.')
  const send: QuerySend = {
    id: crypto.randomUUID(),
    invocations: Object.fromEntries(panes.map(({ id }) => [id, [crypto.randomUUID()]])),
  }
  if (query.store.getState().title === untitled) query.store.setState({ title: titleOf(text) })
  changePageDocument(
    query,
    (document) => ({ ...document, sends: [send, ...document.sends].slice(0, maxSends) }),
    'at once',
  )
  start(
    query,
    send.id,
    text,
    panes.map((pane) => ({ pane, id: send.invocations[pane.id]?.[0] ?? '' })),
  )
  return true
}

/** Asks one endpoint again, without a field it refused; the text itself loses the field only where asked to. */
export function sendWithout(query: Query, sendId: string, pane: QueryPane, text: string, field: string): void {
  const id = crypto.randomUUID()
  changePageDocument(
    query,
    (document) => ({
      ...document,
      sends: document.sends.map((send) =>
        send.id === sendId
          ? { ...send, invocations: { ...send.invocations, [pane.id]: [...(send.invocations[pane.id] ?? []), id] } }
          : send,
      ),
    }),
    'at once',
  )
  start(query, crypto.randomUUID(), removeFromBody(text, [field]), [{ pane, id }])
}

export function stopInvocation(invocationId: string): void {
  stop([invocationId])
}

/** Whether anything was there to stop. */
export function stopAll(query: Query): boolean {
  const known = replies.getState().replies
  const open = query.store
    .getState()
    .document.sends.flatMap(({ invocations }) => Object.values(invocations).flat())
    .filter((id) => known[id] !== undefined && !isEnded(known[id].status))
  stop(open)
  return open.length > 0
}

function stop(invocationIds: string[]): void {
  if (invocationIds.length === 0) return
  liveRuns.stop(invocationIds).catch((error: unknown) => {
    showToast({ message: `Not stopped: ${error instanceof Error ? error.message : String(error)}` })
  })
}

function start(query: Query, runId: string, text: string, asked: { pane: QueryPane; id: string }[]): void {
  const request: QueryRequest = {
    id: runId,
    sessionId: query.sessionId,
    text,
    invocations: asked.map(({ pane, id }) => ({ id, endpoint: pane.endpoint })),
  }
  setReplies(
    Object.fromEntries(asked.map(({ pane, id }) => [id, { reply: emptyReply, runId, endpoint: pane.endpoint }])),
  )
  liveRuns.start(request)
}

function refuse(message: string): false {
  showToast({ message })
  return false
}

/** The first words somebody wrote in it. */
function titleOf(text: string): string {
  const words = /"(?:content|prompt|input|text)"\s*:\s*\[?\s*"((?:[^"\\]|\\.){1,200})/.exec(
    text.slice(0, 100_000).replace(/"role"\s*:\s*"system"\s*,\s*"content"\s*:\s*"(?:[^"\\]|\\.)*"/, ''),
  )?.[1]
  const line = (words ?? '')
    .replaceAll(/\\[nrt]/g, ' ')
    .replaceAll('\\"', '"')
    .trim()
  if (line === '') return untitled
  return line.length <= 60 ? line : `${line.slice(0, 58).replace(/\s+\S*$/, '')}…`
}
