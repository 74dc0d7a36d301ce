import type { SessionExportFormat } from '../../../server/contract/sessionFile.ts'
import type { SessionRow } from '../../../server/contract/session.ts'
import { downloadSessions } from '../../api/sessions.ts'
import { downloadSession } from '../../api/shares.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'

const formats: { format: SessionExportFormat; label: string }[] = [
  { format: 'html', label: 'As HTML' },
  { format: 'json', label: 'As JSON' },
  { format: 'md', label: 'As Markdown' },
  { format: 'csv', label: 'Replies as CSV' },
  { format: 'jsonl', label: 'Replies as JSONL' },
]

/** Browsers ask before a page saves more files than this. */
const maxFiles = 10
/** So many are named in one address. */
const maxInOneFile = 100

/** Several as one file that can be imported again, or a file for each. */
export function ExportSelection({ chosen, isDisabled }: { chosen: readonly SessionRow[]; isDisabled: boolean }) {
  const count = chosen.length
  const oneFile: MenuItem = {
    label: 'All in one file',
    hint: count > maxInOneFile ? `up to ${maxInOneFile} at once` : 'to import again',
    isDisabled: count > maxInOneFile,
    onSelect: () => downloadSessions(chosen.map(({ id }) => id)),
  }
  const files = formats.map(({ format, label }) => ({
    label,
    isDisabled: count > maxFiles,
    hint: count > maxFiles ? `up to ${maxFiles} at once` : count === 1 ? '' : `${count} files`,
    onSelect: () => {
      for (const { id } of chosen) downloadSession(id, format)
    },
  }))
  return (
    <Menu
      align="start"
      trigger={
        <Button disabled={isDisabled}>
          <Icon name="download" />
          Export
        </Button>
      }
      items={count > 1 ? [oneFile, 'separator', ...files] : files}
    />
  )
}
