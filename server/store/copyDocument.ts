import type { CompareDocument, Turn } from '../contract/session.ts'

/** The same comparison under new ids for panes and turns; of the attempts, those that have ended. */
export function copyDocument(
  document: CompareDocument,
  { newId, isEnded }: { newId: () => string; isEnded: (invocationId: string) => boolean },
): CompareDocument {
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

/** Every invocation a document names, set-aside turns included. */
export function invocationIdsOf(document: CompareDocument): string[] {
  const ids = new Set<string>()
  for (const turns of [document.turns, ...document.setAside])
    for (const turn of turns)
      for (const attempts of Object.values(turn.attempts)) for (const id of attempts) ids.add(id)
  return [...ids]
}
