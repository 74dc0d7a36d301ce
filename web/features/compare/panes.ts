import { maxPanes } from '../../../server/contract/limits.ts'
import type { CompareDocument, Pane, Settings } from '../../../server/contract/session.ts'
import { showToast } from '../../ui/Toast.tsx'
import { changeDocument, type Comparison } from './compareState.ts'
import { newPane } from './firstDocument.ts'
import { openInvocations, stopReply } from './sending.ts'
import { withSync } from './settings.ts'
import { shownIndex } from './turns.ts'

export function addPane(comparison: Comparison): void {
  const { panes } = comparison.store.getState().document
  if (isFull(panes)) return
  // The endpoint of the last pane is the likeliest start: another setting of the same model, or one click to another.
  const pane = newPane(crypto.randomUUID(), panes.at(-1)?.endpoint ?? null, freeHue(panes))
  insertPane(comparison, pane, panes.length)
}

/** The same endpoint, settings and answers once more, beside it. */
export function duplicatePane(comparison: Comparison, paneId: string): void {
  const { panes, turns } = comparison.store.getState().document
  const index = panes.findIndex(({ id }) => id === paneId)
  const original = panes[index]
  if (!original || isFull(panes)) return
  const pane = { ...original, id: crypto.randomUUID(), hue: freeHue(panes) }
  insertPane(comparison, pane, index + 1)
  const copied = turns.map((turn) => {
    const attempts = turn.attempts[paneId]
    return attempts
      ? {
          ...turn,
          attempts: { ...turn.attempts, [pane.id]: attempts },
          shown: { ...turn.shown, [pane.id]: shownIndex(turn, paneId) },
        }
      : turn
  })
  changeDocument(comparison, (document) => ({ ...document, turns: copied }))
}

export function movePane(comparison: Comparison, paneId: string, by: -1 | 1): void {
  changeDocument(comparison, (document) => {
    const panes = document.panes.slice()
    const from = panes.findIndex(({ id }) => id === paneId)
    const [pane, other] = [panes[from], panes[from + by]]
    if (!pane || !other) return document
    panes[from] = other
    panes[from + by] = pane
    return { ...document, panes }
  })
}

export function removePane(comparison: Comparison, paneId: string): void {
  const { document } = comparison.store.getState()
  const index = document.panes.findIndex(({ id }) => id === paneId)
  const pane = document.panes[index]
  if (!pane) return
  stopPane(comparison, paneId)
  changeDocument(comparison, (d) => ({ ...d, panes: d.panes.filter(({ id }) => id !== paneId) }))
  showToast({
    message: `Removed ${pane.endpoint ?? 'a pane'}.`,
    action: { label: 'Undo', onSelect: () => insertPane(comparison, pane, index) },
  })
}

/** Forgets a pane's answers; its endpoint and settings stay. */
export function clearPane(comparison: Comparison, paneId: string): void {
  const { turns } = comparison.store.getState().document
  stopPane(comparison, paneId)
  const cleared = turns
    .map((turn) => {
      const { [paneId]: _, ...attempts } = turn.attempts
      return { ...turn, attempts }
    })
    .filter(({ attempts }) => Object.keys(attempts).length > 0)
  changeDocument(comparison, (document) => ({ ...document, turns: cleared }))
  showToast({
    message: 'Cleared the pane.',
    action: { label: 'Undo', onSelect: () => changeDocument(comparison, (document) => ({ ...document, turns })) },
  })
}

function stopPane(comparison: Comparison, paneId: string): void {
  const { document } = comparison.store.getState()
  const own = new Set(document.turns.flatMap((turn) => turn.attempts[paneId] ?? []))
  for (const id of openInvocations(document)) if (own.has(id)) stopReply(comparison, id)
}

export function setEndpoint(comparison: Comparison, paneId: string, endpoint: string): void {
  changePane(comparison, paneId, (pane) => ({ ...pane, endpoint }))
}

export function setPaneSettings(comparison: Comparison, paneId: string, settings: Settings): void {
  changePane(comparison, paneId, (pane) => ({ ...pane, settings }))
}

export function setPaneDraft(comparison: Comparison, paneId: string, draft: string): void {
  changePane(comparison, paneId, (pane) => ({ ...pane, draft }))
}

export function setSynced(comparison: Comparison, paneId: string, isSynced: boolean): void {
  const { document } = comparison.store.getState()
  changePane(comparison, paneId, (pane) => withSync(document.settings, pane, isSynced))
}

export function setSharedSettings(comparison: Comparison, settings: Settings): void {
  changeDocument(comparison, (document) => ({ ...document, settings }))
}

export function setDraft(comparison: Comparison, draft: string): void {
  changeDocument(comparison, (document) => ({ ...document, draft }))
}

export function showAttempt(comparison: Comparison, turnId: string, at: { paneId: string; index: number }): void {
  changeDocument(comparison, (document) => ({
    ...document,
    turns: document.turns.map((turn) =>
      turn.id === turnId ? { ...turn, shown: { ...turn.shown, [at.paneId]: at.index } } : turn,
    ),
  }))
}

export function renameSession(comparison: Comparison, title: string): void {
  comparison.store.setState({ title, isUntouched: false })
  comparison.autosave.touch('at once')
}

function changePane(comparison: Comparison, paneId: string, change: (pane: Pane) => Pane): void {
  changeDocument(comparison, (document) => ({
    ...document,
    panes: document.panes.map((pane) => (pane.id === paneId ? change(pane) : pane)),
  }))
}

function insertPane(comparison: Comparison, pane: Pane, index: number): void {
  changeDocument(comparison, (document) => ({ ...document, panes: document.panes.toSpliced(index, 0, pane) }))
  comparison.store.setState({ activePaneId: pane.id })
}

function isFull(panes: CompareDocument['panes']): boolean {
  if (panes.length < maxPanes) return false
  showToast({ message: `${maxPanes} panes are the most one comparison holds.` })
  return true
}

/** The hue used least, so that neighbours differ for as long as eight hues allow. */
function freeHue(panes: readonly Pane[]): number {
  const uses = Array.from({ length: 8 }, (_, hue) => panes.filter((pane) => pane.hue === hue).length)
  return uses.indexOf(Math.min(...uses))
}
