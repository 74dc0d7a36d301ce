import { maxPanes } from '../../../server/contract/limits.ts'
import type { CompareDocument, Pane, Turn } from '../../../server/contract/session.ts'
import type { Titled as TitledDocument } from '../../models/session/autosave.ts'
import { capped, mergeFields, mergeLists, pick } from '../../models/session/merge.ts'

export type Titled = TitledDocument<CompareDocument>

/** One comparison changed in two places, made one again (see merge.ts). */
export function mergeDocuments(base: Titled, mine: Titled, theirs: Titled): Titled {
  const [b, m, t] = [base.document, mine.document, theirs.document]
  const { turns, setAside } = mergeTurns(b, m, t)
  const votes = mergeFields(b.votes ?? {}, m.votes ?? {}, t.votes ?? {})
  return {
    title: pick(base.title, mine.title, theirs.title),
    document: {
      page: 'compare',
      panes: mergePanes({ b, m, t }),
      settings: {
        systemPrompt: pick(b.settings.systemPrompt, m.settings.systemPrompt, t.settings.systemPrompt),
        parameters: mergeFields(b.settings.parameters, m.settings.parameters, t.settings.parameters),
      },
      turns,
      setAside,
      draft: pick(b.draft, m.draft, t.draft),
      ...(Object.keys(votes).length > 0 && { votes }),
    },
  }
}

interface Sides {
  b: CompareDocument
  m: CompareDocument
  t: CompareDocument
}

/** A pane that one side removed and the other asked since stays: its answers could not be seen without it. */
function mergePanes({ b, m, t }: Sides): Pane[] {
  const mine = withPanes(m, b, askedSince(t, b))
  const theirs = withPanes(t, b, askedSince(m, b))
  return capped(mergeLists(b.panes, mine, theirs, mergeFields), m.panes, maxPanes)
}

function withPanes({ panes }: CompareDocument, base: CompareDocument, asked: ReadonlySet<string>): Pane[] {
  const kept = panes.slice()
  for (const [index, pane] of base.panes.entries())
    if (asked.has(pane.id) && !kept.some(({ id }) => id === pane.id)) kept.splice(index, 0, pane)
  return kept
}

/** Panes with an attempt that was not there before. */
function askedSince(side: CompareDocument, base: CompareDocument): Set<string> {
  const before = new Set(everyTurn(base).flatMap(({ attempts }) => Object.values(attempts).flat()))
  return new Set(
    everyTurn(side).flatMap(({ attempts }) =>
      Object.entries(attempts).flatMap(([paneId, ids]) => (ids.every((id) => before.has(id)) ? [] : [paneId])),
    ),
  )
}

/**
 * A turn stands once: where one side set it aside while the other asked it again it stays with the others. What either
 * side set aside stays set aside.
 */
function mergeTurns(
  b: CompareDocument,
  m: CompareDocument,
  t: CompareDocument,
): Pick<CompareDocument, 'turns' | 'setAside'> {
  const [inBase, inMine, inTheirs] = [b, m, t].map((side) => new Map(everyTurn(side).map((turn) => [turn.id, turn])))
  const whole = (turn: Turn): Turn => {
    const [base, mine, theirs] = [inBase?.get(turn.id), inMine?.get(turn.id), inTheirs?.get(turn.id)]
    return mine && theirs ? mergeTurn(base ?? theirs, mine, theirs) : turn
  }
  const turns = mergeLists(b.turns, m.turns, t.turns, (_, mine) => mine).map(whole)
  const placed = new Set(turns.map(({ id }) => id))
  const setAside = [...m.setAside, ...t.setAside].flatMap((list) => {
    const own = list.filter(({ id }) => !placed.has(id)).map(whole)
    for (const { id } of own) placed.add(id)
    return own.length === 0 ? [] : [own]
  })
  return { turns, setAside }
}

function mergeTurn(base: Turn, mine: Turn, theirs: Turn): Turn {
  const attempts: Turn['attempts'] = {}
  const shown: NonNullable<Turn['shown']> = {}
  for (const paneId of new Set([...Object.keys(theirs.attempts), ...Object.keys(mine.attempts)])) {
    const [b, m, t] = [base, mine, theirs].map((turn) => turn.attempts[paneId] ?? [])
    // A cleared pane has no attempts any more; attempts themselves are only ever added.
    const ids = mergeLists(asRows(b), asRows(m), asRows(t), (row) => row).map(({ id }) => id)
    if (ids.length > 0) attempts[paneId] = ids
    const chosen = pick(chosenOf(base, paneId), chosenOf(mine, paneId), chosenOf(theirs, paneId))
    if (chosen !== undefined && ids.includes(chosen)) shown[paneId] = ids.indexOf(chosen)
  }
  const { shown: _, ...rest } = mergeFields(base, mine, theirs)
  return { ...rest, attempts, ...(Object.keys(shown).length > 0 && { shown }) }
}

function chosenOf({ shown, attempts }: Turn, paneId: string): string | undefined {
  return attempts[paneId]?.[shown?.[paneId] ?? -1]
}

function everyTurn({ turns, setAside }: CompareDocument): Turn[] {
  return [turns, ...setAside].flat()
}

const asRows = (ids: string[] = []) => ids.map((id) => ({ id }))
