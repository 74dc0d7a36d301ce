import type { CompareDocument, Pane, Turn } from '../../../server/contract/session.ts'

export interface Titled {
  title: string
  document: CompareDocument
}

/**
 * One comparison changed in two places, made one again, so that no write is lost: what either side added is there,
 * what one side changed is changed, what one side took away and the other left alone is gone. Where both changed the
 * same field, ours stands, because it is in front of the reader.
 */
export function mergeDocuments(base: Titled, mine: Titled, theirs: Titled): Titled {
  const [b, m, t] = [base.document, mine.document, theirs.document]
  return {
    title: pick(base.title, mine.title, theirs.title),
    document: {
      page: 'compare',
      panes: mergeLists(b.panes, m.panes, t.panes, mergePane),
      settings: {
        systemPrompt: pick(b.settings.systemPrompt, m.settings.systemPrompt, t.settings.systemPrompt),
        parameters: mergeFields(b.settings.parameters, m.settings.parameters, t.settings.parameters),
      },
      turns: mergeLists(b.turns, m.turns, t.turns, mergeTurn),
      setAside: [...m.setAside, ...t.setAside.filter((turns) => !m.setAside.some((other) => isSame(other, turns)))],
      draft: pick(b.draft, m.draft, t.draft),
    },
  }
}

function mergePane(base: Pane, mine: Pane, theirs: Pane): Pane {
  return mergeFields(base, mine, theirs)
}

function mergeTurn(base: Turn, mine: Turn, theirs: Turn): Turn {
  const attempts: Turn['attempts'] = {}
  for (const paneId of new Set([...Object.keys(theirs.attempts), ...Object.keys(mine.attempts)])) {
    const [b, m, t] = [base, mine, theirs].map((turn) => turn.attempts[paneId] ?? [])
    // A cleared pane has no attempts any more; attempts themselves are only ever added.
    const ids = mergeLists(asRows(b), asRows(m), asRows(t), (row) => row).map(({ id }) => id)
    if (ids.length > 0) attempts[paneId] = ids
  }
  return { ...mergeFields(base, mine, theirs), attempts }
}

const asRows = (ids: string[] = []) => ids.map((id) => ({ id }))

/** Keeps their order; what only we have comes after what stood before it here. */
function mergeLists<T extends { id: string }>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  merge: (base: T, mine: T, theirs: T) => T,
): T[] {
  const [inBase, inMine, inTheirs] = [base, mine, theirs].map((list) => new Map(list.map((item) => [item.id, item])))
  const merged: T[] = []
  const order = isSame(idsOf(theirs), idsOf(base)) ? [mine, theirs] : [theirs, mine]
  for (const { id } of order.flat()) {
    if (merged.some((item) => item.id === id)) continue
    const [b, m, t] = [inBase?.get(id), inMine?.get(id), inTheirs?.get(id)]
    if (m && t) merged.push(merge(b ?? t, m, t))
    else {
      const kept = m ?? t
      const isRemovedByOther = b !== undefined && isSame(b, kept)
      if (kept && !isRemovedByOther) merged.push(kept)
    }
  }
  return merged
}

const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id)

function mergeFields<T extends object>(base: T, mine: T, theirs: T): T {
  const entries = Object.keys({ ...theirs, ...mine }).map((name) => {
    // The names come from objects of this very type.
    const key = name as keyof T
    return [key, pick(base[key], mine[key], theirs[key])]
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T
}

function pick<T>(base: T, mine: T, theirs: T): T {
  return isSame(base, mine) ? theirs : mine
}

/** Documents are JSON and their keys keep their order, being copied from each other. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
