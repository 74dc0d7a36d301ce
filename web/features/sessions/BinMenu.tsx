import type { SessionRow } from '../../../server/contract/session.ts'
import { sessionTitle } from '../../models/session/sessionTitle.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'

interface BinMenuProps {
  row: SessionRow
  onRestore: () => void
  onDelete: () => void
}

export function BinMenu({ row, onRestore, onDelete }: BinMenuProps) {
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${sessionTitle(row)}`} size="small" tabIndex={-1}>
          <Icon name="more" />
        </IconButton>
      }
      items={[
        { label: 'Restore', icon: 'undo', onSelect: onRestore },
        'separator',
        { label: 'Delete for ever…', icon: 'trash', isDanger: true, onSelect: onDelete },
      ]}
    />
  )
}
