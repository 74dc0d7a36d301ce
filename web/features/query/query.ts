import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { QueryDocument } from '../../../server/contract/queryDocument.ts'
import { maxPanes, maxSends } from '../../../server/contract/limits.ts'
import { capped, mergeLists, mergeSend, pick } from '../../models/session/merge.ts'
import {
  changePageDocument,
  createPageSessions,
  type PageSession,
  type PageSessionState,
} from '../../models/session/pageSession.ts'

export const untitled = 'Untitled query'

export type Query = PageSession<QueryDocument>

const empty: QueryDocument = { page: 'query', text: '', panes: [], sends: [] }

export const openQuery = createPageSessions<QueryDocument>({ empty, untitled, merge })

/** Sends of both sides stay; the text is one value: ours where both changed it. */
function merge(base: QueryDocument, mine: QueryDocument, theirs: QueryDocument): QueryDocument {
  return {
    page: 'query',
    text: pick(base.text, mine.text, theirs.text),
    panes: capped(mergeLists(base.panes, mine.panes, theirs.panes, pick), mine.panes, maxPanes),
    sends: mergeLists(base.sends, mine.sends, theirs.sends, mergeSend).slice(0, maxSends),
  }
}

export const QueryContext = createContext<Query | undefined>(undefined)

export function useQuerySession(): Query {
  const query = useContext(QueryContext)
  if (!query) throw new Error('A part of Query stands outside its page.')
  return query
}

export function useQueryState<T>(select: (state: PageSessionState<QueryDocument>) => T): T {
  return useStore(useQuerySession().store, select)
}

export function changeText(query: Query, text: string): void {
  changePageDocument(query, (document) => ({ ...document, text }))
}

export function addEndpoint(query: Query, endpoint: string): void {
  changePageDocument(
    query,
    (document) => {
      if (document.panes.some((pane) => pane.endpoint === endpoint)) return document
      const taken = new Set(document.panes.map(({ hue }) => hue))
      const hue = [0, 1, 2, 3, 4, 5, 6, 7].find((free) => !taken.has(free)) ?? document.panes.length % 8
      return { ...document, panes: [...document.panes, { id: crypto.randomUUID(), endpoint, hue }] }
    },
    'at once',
  )
}

export function removeEndpoint(query: Query, paneId: string): void {
  changePageDocument(
    query,
    (document) => ({ ...document, panes: document.panes.filter(({ id }) => id !== paneId) }),
    'at once',
  )
}
