import type { CompareDocument, Pane, Turn } from '../../../server/contract/session.ts'
import type { Titled as TitledDocument } from '../../models/session/autosave.ts'
import { isSame, mergeFields, mergeLists, pick } from '../../models/session/merge.ts'

export type Titled = TitledDocument<CompareDocument>

/** One comparison changed in two places, made one again (see merge.ts). */
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
