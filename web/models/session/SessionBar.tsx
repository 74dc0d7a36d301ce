import type { ReactNode } from 'react'
import { EditableText } from '../../ui/EditableText.tsx'
import type { MenuItem } from '../../ui/Menu.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { ShareButton } from '../share/ShareButton.tsx'
import type { SaveState } from './autosave.ts'
import { PageMenu } from './PageMenu.tsx'
import { SaveNote } from './SaveNote.tsx'

interface SessionBarProps {
  sessionId: string
  title: string
  save: SaveState
  isStored: boolean
  onTitle: (title: string) => void
  isRenaming: boolean
  onRenamingChange: (isRenaming: boolean) => void
  /** What the page adds to the session's menu. */
  items?: MenuItem[]
  /** The page's own actions. */
  children?: ReactNode
}

/** The top bar of a page that keeps sessions: the title, edited in place, how it is saved, the actions, Share last. */
export function SessionBar(props: SessionBarProps) {
  const { sessionId, title, save, isStored, onTitle, isRenaming, onRenamingChange, items, children } = props
  return (
    <TopBar
      documentTitle={title}
      title={
        <EditableText
          value={title}
          label="Title"
          onCommit={(next) => next && onTitle(next)}
          isEditing={isRenaming}
          onEditingChange={onRenamingChange}
          className="px-0!"
        />
      }
      note={<SaveNote save={save} isStored={isStored} />}
    >
      {children}
      <PageMenu
        sessionId={sessionId}
        isStored={isStored}
        title={title}
        onRename={() => onRenamingChange(true)}
        items={items}
      />
      <ShareButton sessionId={sessionId} isStored={isStored} />
    </TopBar>
  )
}
