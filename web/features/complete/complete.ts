import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { CompleteDocument, CompleteParameters, Edit } from '../../../server/contract/completeDocument.ts'
import { maxPanes, maxSends } from '../../../server/contract/limits.ts'
import { capped, mergeFields, mergeLists, mergeSend, pick } from '../../models/session/merge.ts'
import {
  changePageDocument,
  createPageSessions,
  type PageSession,
  type PageSessionState,
} from '../../models/session/pageSession.ts'
import { replies } from '../../streams/replies.ts'
import { emptyTree, goTo, pathTo, redo, textAt, typed, undo, type EditTree } from './editTree.ts'
import type { Change } from './pathFold.ts'
import { arrivingText } from './samples.ts'

export const untitled = 'Untitled completion'

export type Complete = PageSession<CompleteDocument>

const empty: CompleteDocument = {
  page: 'complete',
  panes: [],
  parameters: {},
  fillsIn: false,
  ...emptyTree,
  sends: [],
}

export const openComplete = createPageSessions<CompleteDocument>({ empty, untitled, merge })

/** Edits of both sides stay; what is shown is one value: ours where both went somewhere else. */
function merge(base: CompleteDocument, mine: CompleteDocument, theirs: CompleteDocument): CompleteDocument {
  return {
    page: 'complete',
    panes: capped(mergeLists(base.panes, mine.panes, theirs.panes, pick), mine.panes, maxPanes),
    parameters: mergeFields(base.parameters, mine.parameters, theirs.parameters),
    fillsIn: pick(base.fillsIn, mine.fillsIn, theirs.fillsIn),
    edits: mergeLists(base.edits, mine.edits, theirs.edits, pick),
    current: pick(base.current, mine.current, theirs.current),
    visited: { ...theirs.visited, ...mine.visited },
    sends: mergeLists(base.sends, mine.sends, theirs.sends, mergeSend).slice(0, maxSends),
  }
}

export const CompleteContext = createContext<Complete | undefined>(undefined)

export function useComplete(): Complete {
  const complete = useContext(CompleteContext)
  if (!complete) throw new Error('A part of Complete stands outside its page.')
  return complete
}

export function useCompleteState<T>(select: (state: PageSessionState<CompleteDocument>) => T): T {
  return useStore(useComplete().store, select)
}

/** The text on screen at this moment. */
export function shownText({ store }: Complete): string {
  const { document } = store.getState()
  return textAt(document, document.current, arrivingText(document, replies.getState().replies))
}

/** The edit on the way to the text shown that still arrives. */
export function arrivingEdit(document: CompleteDocument): Edit | undefined {
  return pathTo(document, document.current).find(({ inserted }) => inserted === undefined)
}

/** A pause longer than this begins another step of undo. */
const msBurst = 1000
let lastTypedAt = -Infinity

export function changeText(complete: Complete, change: Change): void {
  const now = performance.now()
  const isBurst = now - lastTypedAt < msBurst
  lastTypedAt = now
  changeTree(complete, (tree) => typed(tree, change, { id: crypto.randomUUID(), isBurst }), 'soon')
}

export function undoEdit(complete: Complete): void {
  changeTree(complete, undo)
}

export function redoEdit(complete: Complete): void {
  changeTree(complete, redo)
}

export function showEdit(complete: Complete, id: string | null): void {
  changeTree(complete, (tree) => goTo(tree, id))
}

export function changeTree(
  complete: Complete,
  change: (tree: EditTree) => EditTree,
  when: 'soon' | 'at once' = 'at once',
): void {
  lastTypedAt = when === 'soon' ? lastTypedAt : -Infinity
  changePageDocument(complete, (document) => ({ ...document, ...change(document) }), when)
}

export function setParameters(complete: Complete, parameters: CompleteParameters): void {
  changePageDocument(complete, (document) => ({ ...document, parameters }))
}

export function setFillsIn(complete: Complete, fillsIn: boolean): void {
  changePageDocument(complete, (document) => ({ ...document, fillsIn }))
}

export function addEndpoint(complete: Complete, endpoint: string): void {
  changePageDocument(complete, (document) => withEndpoint(document, endpoint), 'at once')
}

/** The endpoint a new page begins with; not a change worth keeping by itself. */
export function proposeEndpoint(complete: Complete, endpoint: string): void {
  const { isUntouched, document } = complete.store.getState()
  if (document.panes.length > 0) return
  if (isUntouched) complete.store.setState({ document: withEndpoint(document, endpoint) })
  else addEndpoint(complete, endpoint)
}

function withEndpoint(document: CompleteDocument, endpoint: string): CompleteDocument {
  if (document.panes.some((pane) => pane.endpoint === endpoint)) return document
  const taken = new Set(document.panes.map(({ hue }) => hue))
  const hue = [0, 1, 2, 3, 4, 5, 6, 7].find((free) => !taken.has(free)) ?? document.panes.length % 8
  return { ...document, panes: [...document.panes, { id: crypto.randomUUID(), endpoint, hue }] }
}

export function removeEndpoint(complete: Complete, paneId: string): void {
  changePageDocument(
    complete,
    (document) => ({ ...document, panes: document.panes.filter(({ id }) => id !== paneId) }),
    'at once',
  )
}
