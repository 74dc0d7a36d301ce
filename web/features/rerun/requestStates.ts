import { useEffect, useState } from 'react'
import { isEnded, type Reply } from '../../../server/contract/reply.ts'
import type { RerunDocument, RerunPane, RerunRequest } from '../../../server/contract/rerunDocument.ts'
import { replies } from '../../streams/replies.ts'
import { readBodies, useBodies, worded } from './bodies.ts'
import { compareAnswers, type Comparison } from './comparison.ts'
import { useRerunState } from './rerun.ts'
import { wasNeverSent } from './running.ts'

/** A request with what is known of it now. */
export interface RequestState {
  request: RerunRequest
  pane: RerunPane | undefined
  prompt: string
  /** From 1. */
  promptNumber: number
  kept: Reply | undefined
  /** In the order of `request.repeats`; undefined: not sent. */
  repeats: (Reply | undefined)[]
  ended: number
  isLive: boolean
  comparison: Comparison | undefined
}

/** Often enough to be followed, seldom enough that 800 requests cost nothing. */
const msBetween = 200

/** All requests; one of which nothing changed keeps its identity. */
export function useRequestStates(): RequestState[] {
  const document = useRerunState((state) => state.document)
  const [reader] = useState(createReader)
  const [known, setKnown] = useState(() => replies.getState().replies)
  const bodies = useBodies((state) => state.bodies)
  useEffect(() => {
    let timer: number | undefined
    const take = () => {
      timer = undefined
      setKnown(replies.getState().replies)
    }
    const stop = replies.subscribe(() => (timer ??= window.setTimeout(take, msBetween)))
    take()
    return () => {
      stop()
      window.clearTimeout(timer)
    }
  }, [])
  const states = reader(document, known, bodies)
  useEffect(() => {
    for (const { request, kept, repeats } of states)
      readBodies([[request.kept, kept], ...repeats.map((reply, at) => [request.repeats[at] ?? '', reply] as const)])
  }, [states])
  return states
}

function createReader() {
  let held = new Map<string, RequestState>()
  let last: RequestState[] = []
  let inputs: unknown[] = []
  return (document: RerunDocument, known: Record<string, Reply>, bodies: Record<string, string>): RequestState[] => {
    const now = [document, known, bodies]
    if (now.every((input, at) => input === inputs[at])) return last
    inputs = now
    const next = stateOfAll(document, (id) => worded(known[id], bodies[id]), held)
    if (next.length === last.length && next.every((state, index) => state === last[index])) return last
    held = new Map(next.map((state) => [state.request.id, state]))
    last = next
    return last
  }
}

function stateOfAll(
  { requests, panes, prompts }: RerunDocument,
  replyOf: (invocationId: string) => Reply | undefined,
  held: ReadonlyMap<string, RequestState>,
): RequestState[] {
  const paneById = new Map(panes.map((pane) => [pane.id, pane]))
  const promptById = new Map(prompts.map(({ id, text }, index) => [id, { text, number: index + 1 }]))
  return requests.map((request) => {
    const kept = replyOf(request.kept)
    const repeats = request.repeats.map(replyOf)
    const pane = paneById.get(request.paneId)
    const before = held.get(request.id)
    const isSame =
      before?.request === request &&
      before.pane === pane &&
      before.kept === kept &&
      before.repeats.every((reply, index) => reply === repeats[index])
    if (isSame) return before
    const done = endedOf(repeats)
    const doneBefore = endedOf(before?.repeats ?? [])
    const isSameDone =
      before?.kept === kept &&
      done.length === doneBefore.length &&
      done.every((reply, index) => reply === doneBefore[index])
    const prompt = promptById.get(request.promptId)
    return {
      request,
      pane,
      prompt: prompt?.text ?? '',
      promptNumber: prompt?.number ?? 0,
      kept,
      repeats,
      ended: done.length,
      isLive: repeats.some((reply) => reply !== undefined && !isEnded(reply.status)),
      comparison: isSameDone ? before?.comparison : compareAnswers(kept, done),
    }
  })
}

/** Without those that never arrived at the server: they say nothing about the endpoint. */
function endedOf(repeats: readonly (Reply | undefined)[]): Reply[] {
  return repeats.flatMap((reply) => (reply && isEnded(reply.status) && !wasNeverSent(reply) ? [reply] : []))
}
