import type { CompletePane, CompleteSend } from '../../../server/contract/completeDocument.ts'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { maxSends } from '../../../server/contract/limits.ts'
import { emptyReply, isEnded } from '../../../server/contract/reply.ts'
import { request } from '../../api/request.ts'
import { liveRuns } from '../../models/session/liveRuns.ts'
import { changePageDocument } from '../../models/session/pageSession.ts'
import { replies, setReplies } from '../../streams/replies.ts'
import { showToast } from '../../ui/Toast.tsx'
import { continueBody, sampleCount, scoreBody } from './buildBody.ts'
import { arrivingEdit, changeTree, shownText, untitled, type Complete } from './complete.ts'
import { addEdit, childrenOf, goTo } from './editTree.ts'
import { addedText, sendOf, type Sample } from './samples.ts'

/**
 * Goes on with the text: at its end, or at the caret with what follows as `suffix`. One sample of one endpoint grows in
 * the text; several grow beside each other. False where nothing could be sent; a word says why.
 */
export function continueText(complete: Complete, caret: number): boolean {
  const { document } = complete.store.getState()
  const text = shownText(complete)
  const problem = problemOf(complete, text)
  if (problem !== undefined) return refuse(problem)
  const at = document.fillsIn ? Math.min(caret, text.length) : text.length
  const built = continueBody(document.parameters, {
    prompt: text.slice(0, at),
    ...(document.fillsIn && at < text.length && { suffix: text.slice(at) }),
  })
  if (built.type === 'blocked') return refuse(built.message)
  const send: CompleteSend = {
    id: crypto.randomUUID(),
    kind: 'continue',
    edit: document.current,
    caret: at,
    hasSuffix: document.fillsIn && at < text.length,
    echoes: built.body['echo'] === true,
    asksProbabilities: built.body['logprobs'] !== undefined,
    invocations: newInvocations(document.panes),
  }
  remember(complete, send, text)
  const [pane] = document.panes
  if (pane !== undefined && document.panes.length === 1 && sampleCount(built.body) === 1) grow(complete, send, pane)
  start(complete, send.id, askedOf(send, document.panes, built.body))
  return true
}

/** Asks every endpoint how likely each token of the text is. */
export function scoreText(complete: Complete): boolean {
  const { document } = complete.store.getState()
  const text = shownText(complete)
  const problem = problemOf(complete, text)
  if (problem !== undefined) return refuse(problem)
  const send: CompleteSend = {
    id: crypto.randomUUID(),
    kind: 'score',
    edit: document.current,
    caret: text.length,
    hasSuffix: false,
    echoes: true,
    asksProbabilities: true,
    invocations: newInvocations(document.panes),
  }
  remember(complete, send, text)
  const body = scoreBody(text, { logprobs: document.parameters.logprobs, maxTokens: 0 })
  for (const ids of Object.values(send.invocations)) for (const id of ids) scoring.set(id, { complete, text })
  start(complete, send.id, askedOf(send, document.panes, body))
  return true
}

function problemOf({ store }: Complete, text: string): string | undefined {
  const { document } = store.getState()
  if (document.panes.length === 0) return 'No endpoint is chosen. Add one.'
  if (text === '') return 'There is no text yet. Write a beginning.'
  return arrivingEdit(document) === undefined ? undefined : 'The text still grows. Stop it, or wait for its end.'
}

/** The same request to the same endpoint once more; where it grew in the text, on a branch of its own. */
export async function retry(complete: Complete, sample: Sample): Promise<void> {
  const { document } = complete.store.getState()
  const send = sendOf(document, sample.invocationId)
  const pane = document.panes.find(({ id }) => id === sample.paneId)
  if (send === undefined || pane === undefined) return
  try {
    const { requestBody } = await request<Invocation>(`/api/invocations/${sample.invocationId}`)
    // Sent by this page, so it is an object.
    again(complete, send, pane, JSON.parse(requestBody) as Record<string, unknown>)
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error))
  }
}

function again(complete: Complete, send: CompleteSend, pane: CompletePane, body: Record<string, unknown>): string {
  const id = crypto.randomUUID()
  const before = send.invocations[pane.id] ?? []
  changePageDocument(
    complete,
    (document) => ({
      ...document,
      sends: document.sends.map((other) =>
        other.id === send.id ? { ...other, invocations: { ...other.invocations, [pane.id]: [...before, id] } } : other,
      ),
    }),
    'at once',
  )
  const { edits } = complete.store.getState().document
  const grew = edits.some(({ from }) => from !== undefined && from.invocationId === before.at(-1))
  if (send.kind === 'continue' && grew && Object.keys(send.invocations).length === 1 && sampleCount(body) === 1)
    grow(complete, { ...send, invocations: { [pane.id]: [id] } }, pane)
  start(complete, crypto.randomUUID(), [{ id, endpoint: pane.endpoint, body }])
  return id
}

/** Puts a sample into the text it was asked for: a branch, which stays when another is taken. */
export function take(complete: Complete, { invocationId, choice }: Sample, hue: number): void {
  const { document } = complete.store.getState()
  const send = sendOf(document, invocationId)
  const reply = replies.getState().replies[invocationId]
  if (send === undefined || reply === undefined) return
  const taken = childrenOf(document, send.edit).find(
    ({ from }) => from?.invocationId === invocationId && from.choice === choice && from.isAlternative !== true,
  )
  const text = addedText(reply.choices[choice]?.text ?? '', send, document)
  changeTree(complete, (tree) =>
    taken
      ? goTo(tree, taken.id)
      : addEdit(
          tree,
          {
            id: crypto.randomUUID(),
            at: send.caret,
            removed: 0,
            ...(isEnded(reply.status) && { inserted: text }),
            from: { invocationId, choice, hue },
          },
          send.edit,
        ),
  )
}

/** Text of an answer that has ended becomes part of the document. */
export function settleEnded(complete: Complete): void {
  const { document } = complete.store.getState()
  const known = replies.getState().replies
  const ended = document.edits.filter(({ inserted, from }) => {
    const reply = inserted === undefined && from ? known[from.invocationId] : undefined
    return reply !== undefined && isEnded(reply.status)
  })
  if (ended.length > 0)
    changeTree(complete, ({ edits, ...tree }) => ({
      ...tree,
      edits: edits.map((edit) =>
        ended.includes(edit) && edit.from
          ? {
              ...edit,
              inserted: addedText(
                known[edit.from.invocationId]?.choices[edit.from.choice]?.text ?? '',
                sendOf(document, edit.from.invocationId),
                document,
              ),
            }
          : edit,
      ),
    }))
  repeatRefusedScores()
}

const scoring = new Map<string, { complete: Complete; text: string }>()

/** Some endpoints refuse to add nothing: then one token is asked for, and left out of the score. */
function repeatRefusedScores(): void {
  for (const [id, { complete, text }] of scoring) {
    const reply = replies.getState().replies[id]
    if (reply === undefined || !isEnded(reply.status)) continue
    scoring.delete(id)
    if (reply.failure?.kind !== 'request-rejected') continue
    const { document } = complete.store.getState()
    const send = sendOf(document, id)
    const pane = document.panes.find(({ id: paneId }) => send?.invocations[paneId]?.includes(id))
    if (send && pane)
      again(complete, send, pane, scoreBody(text, { logprobs: document.parameters.logprobs, maxTokens: 1 }))
  }
}

/** Whether anything was there to stop. */
export function stopAll({ store }: Complete): boolean {
  const known = replies.getState().replies
  const open = store
    .getState()
    .document.sends.flatMap(({ invocations }) => Object.values(invocations).flat())
    .filter((id) => known[id] !== undefined && !isEnded(known[id].status))
  stop(open)
  return open.length > 0
}

export function stop(invocationIds: string[]): void {
  if (invocationIds.length === 0) return
  liveRuns.stop(invocationIds).catch((error: unknown) => {
    refuse(`Not stopped: ${error instanceof Error ? error.message : String(error)}`)
  })
}

function newInvocations(panes: CompletePane[]): CompleteSend['invocations'] {
  return Object.fromEntries(panes.map(({ id }) => [id, [crypto.randomUUID()]]))
}

interface Asked {
  id: string
  endpoint: string
  body: Record<string, unknown>
}

function askedOf(send: CompleteSend, panes: CompletePane[], body: Record<string, unknown>): Asked[] {
  return panes.map(({ id, endpoint }) => ({ id: send.invocations[id]?.[0] ?? '', endpoint, body }))
}

function remember(complete: Complete, send: CompleteSend, text: string): void {
  if (complete.store.getState().title === untitled) complete.store.setState({ title: titleOf(text) })
  changePageDocument(
    complete,
    (document) => ({ ...document, sends: [send, ...document.sends].slice(0, maxSends) }),
    'at once',
  )
}

function grow(complete: Complete, send: CompleteSend, pane: CompletePane): void {
  const [invocationId = ''] = send.invocations[pane.id] ?? []
  const from = { invocationId, choice: 0, hue: pane.hue }
  changeTree(complete, (tree) =>
    addEdit(tree, { id: crypto.randomUUID(), at: send.caret, removed: 0, from }, send.edit),
  )
}

function start(complete: Complete, runId: string, asked: Asked[]): void {
  setReplies(Object.fromEntries(asked.map(({ id, endpoint }) => [id, { reply: emptyReply, runId, endpoint }])))
  liveRuns.start({ id: runId, sessionId: complete.sessionId, invocations: asked })
}

function refuse(message: string): false {
  showToast({ message })
  return false
}

function titleOf(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  if (line === '') return untitled
  return line.length <= 60 ? line : `${line.slice(0, 58).replace(/\s+\S*$/, '')}…`
}
