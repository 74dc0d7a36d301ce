import { useMemo } from 'react'
import { SessionBar } from '../../models/session/SessionBar.tsx'
import { replies } from '../../streams/replies.ts'
import { writeSetting } from '../../ui/browserSetting.ts'
import { Button } from '../../ui/Button.tsx'
import { useCommands, type Command } from '../../ui/commands.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useCompare, useComparison, type Comparison } from './compareState.ts'
import { comparisonMarkdown, copyText } from './copy.ts'
import { addPane, renameSession } from './panes.ts'
import { bringBackLatest } from './sending.ts'

interface CompareBarProps {
  isNarrow: boolean
  isRenaming: boolean
  onRenamingChange: (isRenaming: boolean) => void
}

export function CompareBar({ isNarrow, isRenaming, onRenamingChange }: CompareBarProps) {
  const comparison = useComparison()
  const title = useCompare((state) => state.title)
  const layout = useCompare((state) => state.layout)
  const save = useCompare((state) => state.save)
  const isStored = useCompare((state) => state.isStored)
  const hasTurns = useCompare(({ document }) => document.turns.length > 0)
  const hasSetAside = useCompare(({ document }) => document.setAside.length > 0)
  useCommands(useMemo(() => commandsOf(comparison), [comparison]))
  return (
    <SessionBar
      sessionId={comparison.sessionId}
      title={title}
      save={save}
      isStored={isStored}
      onTitle={(next) => renameSession(comparison, next)}
      isRenaming={isRenaming}
      onRenamingChange={onRenamingChange}
      items={[
        {
          label: 'Copy all as Markdown',
          icon: 'copy',
          isDisabled: !hasTurns,
          onSelect: () => copyAll(comparison),
        },
        {
          label: 'Bring back turns set aside',
          icon: 'retry',
          isDisabled: !hasSetAside,
          onSelect: () => bringBackLatest(comparison),
        },
      ]}
    >
      {!isNarrow && (
        <Button kind="plain" aria-label={`View: ${layout}`} onClick={() => toggleLayout(comparison)}>
          <Icon name={layout} className="size-[15px]" />
          {layout === 'columns' ? 'Columns' : 'Tiles'}
        </Button>
      )}
      <IconButton label="Add pane" onClick={() => addPane(comparison)}>
        <Icon name="plus" />
      </IconButton>
    </SessionBar>
  )
}

function toggleLayout({ store }: Comparison): void {
  const layout = store.getState().layout === 'columns' ? 'tiles' : 'columns'
  writeSetting('compare.layout', layout)
  store.setState({ layout })
}

function copyAll({ store }: Comparison): void {
  copyText(comparisonMarkdown(store.getState(), replies.getState()))
}

function commandsOf(comparison: Comparison): Command[] {
  const group = 'This comparison'
  return [
    { id: 'compare.add', group, label: 'Add pane', icon: 'plus', hint: 'Alt N', onSelect: () => addPane(comparison) },
    {
      id: 'compare.layout',
      group,
      label: 'Switch between columns and tiles',
      icon: 'tiles',
      onSelect: () => toggleLayout(comparison),
    },
    { id: 'compare.copy', group, label: 'Copy all as Markdown', icon: 'copy', onSelect: () => copyAll(comparison) },
  ]
}
