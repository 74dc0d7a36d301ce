import { createStore } from 'zustand/vanilla'
import type { EmbedDocument } from '../../../server/contract/embedDocument.ts'
import { createSessionAutosave } from '../../models/session/sessionAutosave.ts'
import { callAnalysis } from '../../vectors/callAnalysis.ts'
import { emptyDocument, untitled } from './firstDocument.ts'
import { mergeDocuments } from './mergeDocuments.ts'
import type { EmbedState, Workbench } from './workbench.ts'

/** Pages this tab has open or had: one that is left while it embeds is found again as it is. */
const open = new Map<string, Workbench>()

export function openWorkbench(sessionId: string): Workbench {
  const known = open.get(sessionId)
  if (known) return known
  const workbench = createWorkbench(sessionId)
  open.set(sessionId, workbench)
  return workbench
}

function createWorkbench(sessionId: string): Workbench {
  const store = createStore<EmbedState>(() => ({
    title: untitled,
    document: emptyDocument,
    save: { type: 'saved' },
    isStored: false,
    isUntouched: true,
    rows: {},
    jobs: {},
    textsVersion: 0,
    activeModelId: undefined,
    selectedTextId: undefined,
    marked: new Set(),
    inspectedId: null,
    isReadingVectors: false,
  }))
  const autosave = createSessionAutosave<EmbedDocument>({
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
  return { sessionId, store, autosave, running: new Map() }
}

/** The same object while neither changed: autosave compares. */
function titled({ title, document }: EmbedState) {
  return { title, document }
}

/**
 * The worker computes on the texts of one page at a time. While a page is shown it is told of every change of the list.
 * Returns how to stop.
 */
export function tellTexts({ store }: Workbench): () => void {
  let told: EmbedDocument['texts'] | undefined
  const tell = () => {
    const { texts } = store.getState().document
    if (texts === told) return
    told = texts
    void callAnalysis('setTexts', { ids: texts.map(({ id }) => id) })
    store.setState(({ textsVersion }) => ({ textsVersion: textsVersion + 1 }))
  }
  tell()
  return store.subscribe(tell)
}
