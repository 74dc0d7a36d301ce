import { useMemo } from 'react'
import { PageMenu } from '../../models/session/PageMenu.tsx'
import { SaveNote } from '../../models/session/SaveNote.tsx'
import { ShareButton } from '../../models/share/ShareButton.tsx'
import { useCommands, type Command } from '../../ui/commands.ts'
import { EditableText } from '../../ui/EditableText.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { embedAll, stopAll } from './embedding.ts'
import { ExportMenu } from './ExportMenu.tsx'
import { GetCode } from './GetCode.tsx'
import { addModel } from './models.ts'
import { useEmbed, useWorkbench, type Workbench } from './workbench.ts'

interface EmbedBarProps {
  isRenaming: boolean
  onRenamingChange: (isRenaming: boolean) => void
}

export function EmbedBar({ isRenaming, onRenamingChange }: EmbedBarProps) {
  const workbench = useWorkbench()
  const title = useEmbed((state) => state.title)
  const save = useEmbed((state) => state.save)
  const isStored = useEmbed((state) => state.isStored)
  useCommands(useMemo(() => commandsOf(workbench), [workbench]))
  return (
    <TopBar
      documentTitle={title}
      title={
        <EditableText
          value={title}
          label="Title"
          onCommit={(next) => next && rename(workbench, next)}
          isEditing={isRenaming}
          onEditingChange={onRenamingChange}
          className="px-0!"
        />
      }
      note={<SaveNote save={save} isStored={isStored} />}
    >
      <GetCode />
      <ExportMenu />
      <PageMenu
        sessionId={workbench.sessionId}
        isStored={isStored}
        title={title}
        onRename={() => onRenamingChange(true)}
      />
      <ShareButton sessionId={workbench.sessionId} isStored={isStored} />
    </TopBar>
  )
}

function rename({ store, autosave }: Workbench, title: string): void {
  store.setState({ title, isUntouched: false })
  autosave.touch('at once')
}

function commandsOf(workbench: Workbench): Command[] {
  const group = 'These texts'
  return [
    { id: 'embed.embed', group, label: 'Embed', icon: 'embed', hint: 'Ctrl ↵', onSelect: () => embedAll(workbench) },
    { id: 'embed.stop', group, label: 'Stop embedding', icon: 'stop', onSelect: () => void stopAll(workbench) },
    { id: 'embed.model', group, label: 'Add a model', icon: 'plus', onSelect: () => void addModel(workbench) },
  ]
}
