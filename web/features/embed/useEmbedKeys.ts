import { useStopKey } from '../../models/session/useStopKey.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import { showToast } from '../../ui/Toast.tsx'
import { embedAll, stopAll } from './embedding.ts'
import { activeModel } from './models.ts'
import { newTextFieldId } from './newTextFieldId.ts'
import type { Workbench } from './workbench.ts'

export function useEmbedKeys(workbench: Workbench, onRename: () => void): void {
  useShortcut('mod+enter', () => embedNow(workbench), { description: 'Embed', allowInFields: true })
  useStopKey(() => stopAll(workbench))
  useShortcut('alt+i', () => toggleInspector(workbench), { description: 'Open the inspector', allowInFields: true })
  useShortcut(
    'mod+s',
    () => {
      workbench.autosave.touch('at once')
      onRename()
    },
    { description: 'Name and keep', allowInFields: true },
  )
  useShortcut('/', () => document.getElementById(newTextFieldId)?.focus(), { description: 'Add a text' })
}

/** A text that is being typed counts as typed. */
function embedNow(workbench: Workbench): void {
  if (document.activeElement instanceof HTMLTextAreaElement) {
    const field = document.activeElement
    field.blur()
    field.focus()
  }
  embedAll(workbench)
}

function toggleInspector({ store }: Workbench): void {
  const { document, activeModelId, jobs, inspectedId } = store.getState()
  if (inspectedId !== null) return store.setState({ inspectedId: null })
  const model = activeModel(document, activeModelId)
  const id = model && jobs[model.id]?.lastInvocationId
  if (id === undefined) showToast({ message: 'There is no answer to inspect yet.' })
  else store.setState({ inspectedId: id })
}
