import { maxPanes } from '../../../server/contract/limits.ts'
import { emptyReply, isEnded } from '../../../server/contract/reply.ts'
import type { InvocationRequest } from '../../../server/contract/run.ts'
import type { CompareDocument, Pane, Turn } from '../../../server/contract/session.ts'
import { replies, setReplies } from '../../streams/replies.ts'
import { showToast } from '../../ui/Toast.tsx'
import { buildBody } from './buildBody.ts'
import { changeDocument, type Comparison } from './compareState.ts'
import { untitled } from './firstDocument.ts'
import { everyInvocationId, shownAttempt, withAttempt } from './turns.ts'

/** Sends the shared prompt to every synced pane. False where there was nothing to send or nobody to send it to. */
export function sendPrompt(comparison: Comparison): boolean {
  const { document } = comparison.store.getState()
  const prompt = document.draft
  if (!mayBeSent(comparison, prompt, recipients(document))) return false
  ask(comparison, { prompt, panes: recipients(document), earlier: document.turns, after: (d) => ({ ...d, draft: '' }) })
  return true
}

/** Sends a pane's own prompt to it alone. */
export function sendPanePrompt(comparison: Comparison, paneId: string): boolean {
  const { document } = comparison.store.getState()
  const pane = document.panes.find(({ id }) => id === paneId)
  if (!pane || !mayBeSent(comparison, pane.draft, pane.endpoint === null ? [] : [pane])) return false
  const after = (d: CompareDocument) => ({
    ...d,
    panes: d.panes.map((other) => (other.id === paneId ? { ...other, draft: '' } : other)),
  })
  ask(comparison, { prompt: pane.draft, panes: [pane], earlier: document.turns, after })
  return true
}

/** Who gets the shared prompt. */
export function recipients({ panes }: CompareDocument): Pane[] {
  return panes.filter((pane) => pane.isSynced && pane.endpoint !== null)
}

/** Asks a turn's panes again with another prompt. The turns from there on are set aside and can be brought back. */
export function editAndResend(comparison: Comparison, turnId: string, prompt: string): void {
  const { document } = comparison.store.getState()
  const index = document.turns.findIndex(({ id }) => id === turnId)
  const turn = document.turns[index]
  if (!turn || !prompt.trim()) return
  const asked = document.panes.filter((pane) => turn.attempts[pane.id] && pane.endpoint !== null)
  if (asked.length === 0) {
    showToast({ message: 'The panes of this prompt are gone. Send it from below.' })
    return
  }
  stopAll(comparison)
  const [earlier, aside] = [document.turns.slice(0, index), document.turns.slice(index)]
  ask(comparison, {
    prompt,
    panes: asked,
    earlier,
    after: (d) => ({
      ...d,
      turns: [...earlier, ...d.turns.slice(-1)],
      setAside: [placed(aside, index), ...d.setAside],
    }),
  })
  showToast({
    message: aside.length === 1 ? 'The earlier answers are set aside.' : `${aside.length} turns are set aside.`,
    action: { label: 'Undo', onSelect: () => bringBack(comparison, index, aside) },
  })
}

/** The turns set aside last, again; those they take the place of are set aside instead. */
export function bringBackLatest(comparison: Comparison): void {
  const { turns, setAside } = comparison.store.getState().document
  const [latest] = setAside
  if (latest) bringBack(comparison, Math.min(turns.length, latest.length === 0 ? 0 : placeOf(turns, latest)), latest)
}

/** Where they stood. Older ones do not say: before the turn that took their place, else at the end. */
function placeOf(turns: readonly Turn[], aside: readonly Turn[]): number {
  const place = aside[0]?.place
  if (place !== undefined) return Math.min(turns.length, place)
  const known = new Set(Object.keys(aside[0]?.attempts ?? {}))
  const index = turns.findLastIndex((turn) => Object.keys(turn.attempts).some((paneId) => known.has(paneId)))
  return index === -1 ? turns.length : index
}

function placed(aside: Turn[], place: number): Turn[] {
  const [first, ...rest] = aside
  return first === undefined ? [] : [{ ...first, place }, ...rest]
}

function bringBack(comparison: Comparison, index: number, aside: Turn[]): void {
  changeDocument(
    comparison,
    (document) => ({
      ...document,
      turns: [...document.turns.slice(0, index), ...aside],
      setAside: [
        placed(document.turns.slice(index), index),
        ...document.setAside.filter((turns) => turns[0]?.id !== aside[0]?.id),
      ].filter((turns) => turns.length > 0),
    }),
    'at once',
  )
}

/** Another attempt at one reply, with the conversation before it as it is on screen. */
export function retryReply(comparison: Comparison, turnId: string, paneId: string): void {
  const { document } = comparison.store.getState()
  const index = document.turns.findIndex(({ id }) => id === turnId)
  const turn = document.turns[index]
  const pane = document.panes.find(({ id }) => id === paneId)
  if (!turn || !pane || pane.endpoint === null) return
  const earlier = document.turns.slice(0, index)
  const id = crypto.randomUUID()
  const invocation = invocationFor(comparison, { id, pane, prompt: turn.prompt, earlier })
  changeDocument(
    comparison,
    (d) => ({ ...d, turns: d.turns.map((other) => (other.id === turnId ? withAttempt(other, paneId, id) : other)) }),
    'at once',
  )
  if (!invocation) return
  const runId = crypto.randomUUID()
  setReplies({ [id]: { reply: emptyReply, runId, endpoint: invocation.endpoint } })
  const joined = liveRunOf(turn)
  void comparison.runs.join(joined, { id: runId, sessionId: comparison.sessionId, invocations: [invocation] })
}

export function stopReply(comparison: Comparison, invocationId: string): void {
  stop(comparison, [invocationId])
}

/** Whether anything was there to stop. */
export function stopAll(comparison: Comparison): boolean {
  const ids = openInvocations(comparison.store.getState().document)
  stop(comparison, ids)
  return ids.length > 0
}

function stop({ runs }: Comparison, invocationIds: string[]): void {
  if (invocationIds.length === 0) return
  runs.stop(invocationIds).catch((error: unknown) => {
    showToast({ message: `Not stopped: ${error instanceof Error ? error.message : String(error)}` })
  })
}

/** Invocations of a document that have not ended. */
export function openInvocations(document: CompareDocument, known = replies.getState().replies): string[] {
  return everyInvocationId(document).filter((id) => {
    const reply = known[id]
    return reply !== undefined && !isEnded(reply.status)
  })
}

function liveRunOf(turn: Turn): string | undefined {
  const { replies: known, runIds } = replies.getState()
  const live = Object.values(turn.attempts)
    .flat()
    .find((id) => known[id] && !isEnded(known[id].status))
  return live === undefined ? undefined : runIds[live]
}

function mayBeSent({ store }: Comparison, prompt: string, panes: Pane[]): boolean {
  if (!prompt.trim()) return false
  if (panes.length === 0) {
    showToast({ message: 'No pane has an endpoint. Choose one in a pane’s head.' })
    return false
  }
  const { document } = store.getState()
  const known = replies.getState().replies
  const isBusy = panes.some((pane) =>
    document.turns.some((turn) => {
      const reply = known[shownAttempt(turn, pane.id) ?? '']
      return reply !== undefined && !isEnded(reply.status)
    }),
  )
  if (isBusy) showToast({ message: 'An answer is still arriving. Stop it, or wait for its end.' })
  return !isBusy
}

interface Question {
  prompt: string
  panes: Pane[]
  earlier: readonly Turn[]
  /** What else changes in the document, in the same write. */
  after: (document: CompareDocument) => CompareDocument
}

function ask(comparison: Comparison, { prompt, panes, earlier, after }: Question): void {
  const asked = panes.slice(0, maxPanes).map((pane) => ({ pane, id: crypto.randomUUID() }))
  const invocations = asked.flatMap(({ pane, id }) => invocationFor(comparison, { id, pane, prompt, earlier }) ?? [])
  const turn: Turn = {
    id: crypto.randomUUID(),
    prompt,
    attempts: Object.fromEntries(asked.map(({ pane, id }) => [pane.id, [id]])),
  }
  const runId = crypto.randomUUID()
  setReplies(Object.fromEntries(invocations.map(({ id, endpoint }) => [id, { reply: emptyReply, runId, endpoint }])))
  if (comparison.store.getState().title === untitled) comparison.store.setState({ title: titleOf(prompt) })
  changeDocument(comparison, (document) => after({ ...document, turns: [...document.turns, turn] }), 'at once')
  if (invocations.length > 0) comparison.runs.start({ id: runId, sessionId: comparison.sessionId, invocations })
}

/** The request for one pane; where it cannot be built, its reply says why and nothing is sent for it. */
function invocationFor(
  { store }: Comparison,
  { id, pane, prompt, earlier }: { id: string; pane: Pane; prompt: string; earlier: readonly Turn[] },
): InvocationRequest | undefined {
  const { document } = store.getState()
  const built = buildBody(document, pane, { earlier, prompt, replies: replies.getState().replies })
  if (built.type === 'body') return { id, endpoint: pane.endpoint ?? '', body: built.body }
  const failure = {
    kind: 'bad-request' as const,
    message: `Not sent. ${built.message}`,
    isRetryable: true,
    field: 'extra',
  }
  const reply = { ...emptyReply, status: 'failed' as const, failure }
  setReplies({ [id]: { runId: '', reply, endpoint: pane.endpoint ?? '' } })
  return undefined
}

/** The first line, as long as a title may be in the rail. */
function titleOf(prompt: string): string {
  const line = prompt.trim().split('\n')[0]?.trim() ?? ''
  return line.length <= 60 ? line : `${line.slice(0, 58).replace(/\s+\S*$/, '')}…`
}
