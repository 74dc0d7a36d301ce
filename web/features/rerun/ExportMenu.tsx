import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { saveBlob } from '../../ui/saveBlob.ts'
import { csv, differenceRows, jsonLines } from './exportRows.ts'
import type { RequestState } from './requestStates.ts'

/** The differences as a table; the session itself is exported like any other. */
export function ExportMenu({ states }: { states: RequestState[] }) {
  const hasRun = states.some(({ comparison }) => comparison !== undefined)
  const save = (text: string, name: string, type: string) => saveBlob(new Blob([text], { type }), name)
  return (
    <Menu
      trigger={
        <Button kind="plain" disabled={!hasRun}>
          <Icon name="download" />
          <span className="max-sm:sr-only">Export</span>
        </Button>
      }
      items={[
        {
          label: 'Differences as CSV',
          icon: 'download',
          onSelect: () => save(csv(differenceRows(states)), 'differences.csv', 'text/csv'),
        },
        {
          label: 'Differences as JSONL',
          icon: 'download',
          onSelect: () => save(jsonLines(differenceRows(states)), 'differences.jsonl', 'application/x-ndjson'),
        },
      ]}
    />
  )
}
