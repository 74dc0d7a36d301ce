import type { SessionExportFormat } from '../../../server/contract/sessionFile.ts'
import type { SessionRow } from '../../../server/contract/session.ts'
import { downloadSession } from '../../api/shares.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Menu } from '../../ui/Menu.tsx'

const formats: { format: SessionExportFormat; label: string }[] = [
  { format: 'html', label: 'As HTML' },
  { format: 'json', label: 'As JSON' },
  { format: 'md', label: 'As Markdown' },
  { format: 'csv', label: 'Replies as CSV' },
  { format: 'jsonl', label: 'Replies as JSONL' },
]

/** Browsers ask before a page saves more files than this. */
const maxFiles = 10

/** A file for each. */
export function ExportSelection({ chosen, isDisabled }: { chosen: readonly SessionRow[]; isDisabled: boolean }) {
  const isTooMany = chosen.length > maxFiles
  return (
    <Menu
      align="start"
      trigger={
        <Button disabled={isDisabled}>
          <Icon name="download" />
          Export
        </Button>
      }
      items={formats.map(({ format, label }) => ({
        label,
        isDisabled: isTooMany,
        hint: isTooMany ? `up to ${maxFiles} at once` : chosen.length === 1 ? '' : `${chosen.length} files`,
        onSelect: () => {
          for (const { id } of chosen) downloadSession(id, format)
        },
      }))}
    />
  )
}
