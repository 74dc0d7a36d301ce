import { useStopKey } from '../../models/session/useStopKey.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import { showToast } from '../../ui/Toast.tsx'
import type { Comparison } from './compareState.ts'
import { composerId } from './composerId.ts'
import { addPane } from './panes.ts'
import { sendPrompt, stopAll } from './sending.ts'
import { shownAttempt } from './turns.ts'

export function useCompareKeys(comparison: Comparison, onRename: () => void): void {
  useShortcut('mod+enter', () => void sendPrompt(comparison), { description: 'Send', allowInFields: true })
  useStopKey(() => stopAll(comparison))
  useShortcut('alt+n', () => addPane(comparison), { description: 'Add a pane', allowInFields: true })
  useShortcut('alt+i', () => toggleInspector(comparison), { description: 'Open the inspector', allowInFields: true })
  useShortcut('mod+s', () => saveNow(comparison, onRename), { description: 'Name and keep', allowInFields: true })
  useShortcut('/', () => document.getElementById(composerId)?.focus(), { description: 'Go to the prompt' })
  useGoToPane(comparison, 1)
  useGoToPane(comparison, 2)
  useGoToPane(comparison, 3)
  useGoToPane(comparison, 4)
  useGoToPane(comparison, 5)
  useGoToPane(comparison, 6)
  useGoToPane(comparison, 7)
  useGoToPane(comparison, 8)
  useGoToPane(comparison, 9)
}

function useGoToPane({ store }: Comparison, number: number): void {
  useShortcut(
    `alt+${number}`,
    () => {
      const pane = store.getState().document.panes[number - 1]
      if (!pane) return false
      store.setState({ activePaneId: pane.id })
      // After the phone's tab has changed.
      requestAnimationFrame(() => {
        const element = document.querySelector<HTMLElement>(`[data-pane="${pane.id}"]`)
        element?.scrollIntoView({ block: 'nearest', inline: 'center' })
        element?.querySelector('button')?.focus()
      })
      return undefined
    },
    { description: `Go to pane ${number}`, allowInFields: true },
  )
}

/** The active pane's last reply, else the first pane's. */
function toggleInspector({ store }: Comparison): void {
  const { document, activePaneId, inspectedId } = store.getState()
  if (inspectedId !== null) return store.setState({ inspectedId: null })
  const pane = document.panes.find(({ id }) => id === activePaneId) ?? document.panes[0]
  const turn = pane && document.turns.findLast(({ attempts }) => attempts[pane.id])
  const id = turn && pane && shownAttempt(turn, pane.id)
  if (id === undefined) showToast({ message: 'There is no answer to inspect yet.' })
  else store.setState({ inspectedId: id })
}

function saveNow({ autosave }: Comparison, onRename: () => void): void {
  autosave.touch('at once')
  onRename()
}
