import type { SessionRow } from '../../../server/contract/session.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { sessionTitle } from './sessionTitle.ts'
import { useSessionItems } from './useSessionItems.ts'

interface SessionMenuProps {
  session: SessionRow
  onRename: () => void
  /** Out of the order of Tab: the list has other ways to it. */
  tabIndex?: number
  className?: string
}

/** What can be done to a session, in its row of a list. */
export function SessionMenu({ session, onRename, tabIndex, className }: SessionMenuProps) {
  const items = useSessionItems(session, onRename)
  return (
    <Menu
      trigger={
        <IconButton
          label={`Actions for ${sessionTitle(session)}`}
          size="small"
          className={className}
          {...(tabIndex !== undefined && { tabIndex })}
        >
          <Icon name="more" />
        </IconButton>
      }
      items={items}
    />
  )
}
