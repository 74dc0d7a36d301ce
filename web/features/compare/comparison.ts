import { createStore } from 'zustand/vanilla'
import type { CompareDocument } from '../../../server/contract/session.ts'
import { createSessionAutosave } from '../../models/session/sessionAutosave.ts'
import { readSetting } from '../../ui/browserSetting.ts'
import type { CompareState, Comparison } from './compareState.ts'
import { emptyDocument, untitled } from './firstDocument.ts'
import { liveRuns } from '../../models/session/liveRuns.ts'
import { mergeDocuments } from './mergeDocuments.ts'

/** Comparisons this tab has open or had: one that is left while it saves or streams is found again as it is. */
const open = new Map<string, Comparison>()

export function openComparison(sessionId: string): Comparison {
  const known = open.get(sessionId)
  if (known) return known
  const comparison = createComparison(sessionId)
  open.set(sessionId, comparison)
  return comparison
}

function createComparison(sessionId: string): Comparison {
  const store = createStore<CompareState>(() => ({
    title: untitled,
    document: emptyDocument,
    save: { type: 'saved' },
    isStored: false,
    layout: readSetting('compare.layout') === 'tiles' ? 'tiles' : 'columns',
    activePaneId: undefined,
    inspectedId: null,
    openedTurnId: undefined,
    isUntouched: true,
  }))
  const autosave = createSessionAutosave<CompareDocument>({
    sessionId,
    read: () => titled(store.getState()),
    write: (merged) => store.setState(merged),
    merge: mergeDocuments,
    onState: (save) => store.setState({ save }),
    onStored() {
      const isFirst = !store.getState().isStored
      store.setState({ isStored: true })
      return isFirst
    },
  })
  return { sessionId, store, autosave, runs: liveRuns }
}

/** Saved titles and documents only; what else the state holds is this tab's. The same object while both are the same. */
function titled({ title, document }: CompareState) {
  return { title, document }
}
