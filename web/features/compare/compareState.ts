import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { CompareDocument } from '../../../server/contract/session.ts'
import type { Runs } from '../../streams/runs.ts'
import type { Autosave, SaveState } from '../../models/session/autosave.ts'

/** What the page shows beside the replies. Actions are the module functions that take a `Comparison`. */
export interface CompareState {
  title: string
  document: CompareDocument
  save: SaveState
  /** The server has it, so it has an address. */
  isStored: boolean
  layout: 'columns' | 'tiles'
  /** The pane in view on a phone, and the one that keys act on. */
  activePaneId: string | undefined
  inspectedId: string | null
  /** What the address named: kept in view until the reader does something. */
  openedTurnId: string | undefined
  /** Nothing was changed since the page proposed its first panes, so they may still be proposed anew. */
  isUntouched: boolean
}

export interface Comparison {
  sessionId: string
  store: StoreApi<CompareState>
  runs: Runs
  autosave: Autosave<CompareDocument>
}

export const ComparisonContext = createContext<Comparison | undefined>(undefined)

export function useComparison(): Comparison {
  const comparison = useContext(ComparisonContext)
  if (!comparison) throw new Error('A part of Compare stands outside its page.')
  return comparison
}

export function useCompare<T>(select: (state: CompareState) => T): T {
  return useStore(useComparison().store, select)
}

/** Replaces the document by a changed one and has it saved; `at once` for what must not wait for more typing. */
export function changeDocument(
  { store, autosave }: Comparison,
  change: (document: CompareDocument) => CompareDocument,
  when: 'soon' | 'at once' = 'soon',
): void {
  store.setState((state) => ({ document: change(state.document), isUntouched: false }))
  autosave.touch(when)
}
