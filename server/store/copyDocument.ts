import type { CompleteDocument } from '../contract/completeDocument.ts'
import type { QueryDocument } from '../contract/queryDocument.ts'
import type { RerunDocument } from '../contract/rerunDocument.ts'
import type { CompareDocument, SessionDocument, Turn } from '../contract/session.ts'

interface CopyOptions {
  newId: () => string
  isEnded: (invocationId: string) => boolean
}

export function copyDocument(document: SessionDocument, options: CopyOptions): SessionDocument {
  switch (document.page) {
    case 'compare':
      return copyComparison(document, options)
    case 'complete':
      return copyCompletion(document, options)
    case 'embed':
      // Stored vectors never change, so both sessions may name them.
      return document
    case 'query':
      return copyQuery(document, options)
    case 'rerun':
      return copyRerun(document, options)
  }
}

/** The same text and endpoints, with the sends that have ended. */
function copyQuery(document: QueryDocument, { isEnded }: CopyOptions): QueryDocument {
  const sends = document.sends.map(({ id, invocations }) => ({
    id,
    invocations: Object.fromEntries(Object.entries(invocations).map(([paneId, ids]) => [paneId, ids.filter(isEnded)])),
  }))
  return { ...document, sends }
}

/** The same requests with the answers that have ended. */
function copyRerun(document: RerunDocument, { isEnded }: CopyOptions): RerunDocument {
  const requests = document.requests.map((request) => ({ ...request, repeats: request.repeats.filter(isEnded) }))
  return { ...document, requests }
}

/** The same text with its whole history; what is still arriving stays with the original. */
function copyCompletion(document: CompleteDocument, { isEnded }: CopyOptions): CompleteDocument {
  return {
    ...document,
    edits: document.edits.map((edit) => {
      if (edit.from === undefined || isEnded(edit.from.invocationId)) return edit
      const { from: _, ...rest } = edit
      return { ...rest, inserted: edit.inserted ?? '' }
    }),
    sends: document.sends.map((send) => ({
      ...send,
      invocations: Object.fromEntries(
        Object.entries(send.invocations).map(([paneId, ids]) => [paneId, ids.filter(isEnded)]),
      ),
    })),
  }
}

/** The same comparison under new ids for panes and turns; of the attempts, those that have ended. */
function copyComparison(document: CompareDocument, { newId, isEnded }: CopyOptions): CompareDocument {
  const newIds = new Map<string, string>()
  const renew = (id: string) => {
    const known = newIds.get(id)
    if (known !== undefined) return known
    const fresh = newId()
    newIds.set(id, fresh)
    return fresh
  }
  const copyTurn = (turn: Turn): Turn => {
    const attempts: Turn['attempts'] = {}
    const shown: NonNullable<Turn['shown']> = {}
    for (const [paneId, ids] of Object.entries(turn.attempts)) {
      const ended = ids.filter(isEnded)
      if (ended.length > 0) attempts[renew(paneId)] = ended
      const shownId = ids[turn.shown?.[paneId] ?? -1]
      const index = shownId === undefined ? -1 : ended.indexOf(shownId)
      if (index >= 0) shown[renew(paneId)] = index
    }
    const { shown: _, ...rest } = turn
    return { ...rest, id: renew(turn.id), attempts, ...(Object.keys(shown).length > 0 ? { shown } : {}) }
  }
  return {
    ...document,
    panes: document.panes.map((pane) => ({ ...pane, id: renew(pane.id) })),
    turns: document.turns.map(copyTurn),
    setAside: document.setAside.map((turns) => turns.map(copyTurn)),
  }
}

/** Every set of vectors a document names. */
export function vectorsIdsOf(document: SessionDocument): string[] {
  if (document.page === 'rerun')
    return document.embedding?.models.flatMap(({ kept, repeats }) => [kept, ...repeats]) ?? []
  return document.page === 'embed' ? document.models.map((model) => model.vectorsId) : []
}

/** Every invocation a document names, set-aside turns included. */
export function invocationIdsOf(document: SessionDocument): string[] {
  if (document.page === 'query') return document.sends.flatMap(({ invocations }) => Object.values(invocations).flat())
  if (document.page === 'complete')
    return [
      ...new Set([
        ...document.sends.flatMap(({ invocations }) => Object.values(invocations).flat()),
        ...document.edits.flatMap(({ from }) => (from === undefined ? [] : [from.invocationId])),
      ]),
    ]
  if (document.page === 'rerun')
    return [...new Set(document.requests.flatMap(({ kept, repeats }) => [kept, ...repeats]))]
  if (document.page !== 'compare') return []
  const ids = new Set<string>()
  for (const turns of [document.turns, ...document.setAside])
    for (const turn of turns)
      for (const attempts of Object.values(turn.attempts)) for (const id of attempts) ids.add(id)
  return [...ids]
}
