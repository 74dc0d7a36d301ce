import { useMemo } from 'react'
import { SessionBar } from '../../models/session/SessionBar.tsx'
import { useCommands, type Command } from '../../ui/commands.ts'
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
    <SessionBar
      sessionId={workbench.sessionId}
      title={title}
      save={save}
      isStored={isStored}
      onTitle={(next) => rename(workbench, next)}
      isRenaming={isRenaming}
      onRenamingChange={onRenamingChange}
    >
      <GetCode />
      <ExportMenu />
    </SessionBar>
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
