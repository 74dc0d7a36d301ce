import type { CompareDocument, SessionDocument, Turn } from '../contract/session.ts'
import type { FileInvocation, FileVectors } from '../contract/sessionFile.ts'
import { decodeVectorFrames, type VectorFrame } from '../contract/vectorFrame.ts'

/**
 * A session under ids nobody has: of its invocations, runs, vectors, panes, turns, edits and sends. An import can then
 * neither overwrite nor claim what is there. The document comes last: its references to invocations that were not in the
 * file are dropped.
 */
interface Renewal {
  invocation(invocation: FileInvocation): FileInvocation
  vectors(vectors: FileVectors): { vectorsId: string; frames: VectorFrame[] }
  document(document: SessionDocument): { document: SessionDocument; dropped: number }
}

export function createRenewal(newId: () => string): Renewal {
  const renewed = new Map<string, string>()
  const renew = (id: string): string => {
    const known = renewed.get(id)
    if (known !== undefined) return known
    const fresh = newId()
    renewed.set(id, fresh)
    return fresh
  }
  const held = new Set<string>()
  return {
    invocation(one) {
      held.add(one.id)
      return { ...one, id: renew(one.id), runId: renew(one.runId) }
    },
    vectors({ vectorsId, frames }) {
      const decoded = decodeVectorFrames(Buffer.from(frames, 'base64'))
      for (const { header } of decoded)
        header.invocationId =
          header.invocationId !== null && held.has(header.invocationId) ? renew(header.invocationId) : null
      return { vectorsId: renew(vectorsId), frames: decoded }
    },
    document(document) {
      const dropped = new Set<string>()
      const isHeld = (id: string) => {
        if (!held.has(id)) dropped.add(id)
        return held.has(id)
      }
      const own = renewDocument(document, { renew, isHeld })
      return { document: own, dropped: dropped.size }
    },
  }
}

interface Renewing {
  renew: (id: string) => string
  isHeld: (invocationId: string) => boolean
}

/** A reply that is not in the file cannot have been judged by who reads it. */
function renewVotes(votes: Votes, { renew, isHeld }: Renewing): Votes {
  return Object.fromEntries(
    Object.entries(votes).flatMap(([id, vote]) => (isHeld(id) ? [[renew(id), vote] as const] : [])),
  )
}

type Votes = NonNullable<CompareDocument['votes']>

function renewDocument(document: SessionDocument, renewing: Renewing): SessionDocument {
  const { renew, isHeld } = renewing
  const withId = <T extends { id: string }>(item: T): T => ({ ...item, id: renew(item.id) })
  const sendOf = <T extends { id: string; invocations: Record<string, string[]> }>(send: T): T => ({
    ...withId(send),
    invocations: mapRecord(send.invocations, renew, (ids) => ids.filter(isHeld).map(renew)),
  })
  switch (document.page) {
    case 'compare':
      return {
        ...document,
        panes: document.panes.map(withId),
        turns: document.turns.map((turn) => renewTurn(turn, renewing)),
        setAside: document.setAside.map((turns) => turns.map((turn) => renewTurn(turn, renewing))),
        ...(document.votes && { votes: renewVotes(document.votes, renewing) }),
      }
    case 'query':
      return { ...document, panes: document.panes.map(withId), sends: document.sends.map(sendOf) }
    case 'rerun':
      return {
        ...document,
        baseline: { ...document.baseline, sessionId: renew(document.baseline.sessionId) },
        panes: document.panes.map(withId),
        prompts: document.prompts.map(withId),
        ...(document.embedding && {
          embedding: {
            ...document.embedding,
            models: document.embedding.models.map((model) => ({
              ...model,
              paneId: renew(model.paneId),
              kept: renew(model.kept),
              repeats: model.repeats.map(renew),
            })),
          },
        }),
        requests: document.requests.flatMap((request) =>
          isHeld(request.kept)
            ? [
                {
                  ...withId(request),
                  paneId: renew(request.paneId),
                  promptId: renew(request.promptId),
                  kept: renew(request.kept),
                  repeats: request.repeats.filter(isHeld).map(renew),
                },
              ]
            : [],
        ),
      }
    case 'embed':
      return {
        ...document,
        models: document.models.map((model) => ({ ...withId(model), vectorsId: renew(model.vectorsId) })),
      }
    case 'complete':
      return {
        ...document,
        panes: document.panes.map(withId),
        sends: document.sends.map((send) => ({ ...sendOf(send), edit: send.edit === null ? null : renew(send.edit) })),
        edits: document.edits.map(({ from, ...edit }) => {
          const own = { ...withId(edit), parent: edit.parent === null ? null : renew(edit.parent) }
          // Whose answer is missing is text that somebody wrote.
          if (from === undefined || !isHeld(from.invocationId))
            return from === undefined ? own : { ...own, inserted: own.inserted ?? '' }
          return { ...own, from: { ...from, invocationId: renew(from.invocationId) } }
        }),
        current: document.current === null ? null : renew(document.current),
        visited: mapRecord(document.visited, (key) => (key === 'root' ? key : renew(key)), renew),
      }
  }
}

function renewTurn({ shown, ...turn }: Turn, { renew, isHeld }: Renewing): Turn {
  const attempts: Turn['attempts'] = {}
  const kept: NonNullable<Turn['shown']> = {}
  for (const [paneId, ids] of Object.entries(turn.attempts)) {
    const held = ids.filter(isHeld)
    attempts[renew(paneId)] = held.map(renew)
    const index = held.indexOf(ids[shown?.[paneId] ?? -1] ?? '')
    if (index >= 0) kept[renew(paneId)] = index
  }
  return { ...turn, id: renew(turn.id), attempts, ...(shown === undefined ? {} : { shown: kept }) }
}

function mapRecord<T>(
  record: Record<string, T>,
  key: (key: string) => string,
  value: (value: T) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, item]) => [key(name), value(item)]))
}
