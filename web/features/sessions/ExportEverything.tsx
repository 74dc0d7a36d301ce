import { downloadEverything } from '../../api/sessions.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'

/** A copy of everything, to keep or to import elsewhere. */
export function ExportEverything({ binCount }: { binCount: number }) {
  const items: MenuItem[] = [
    {
      label: 'All sessions as one file',
      hint: '.jsonl',
      onSelect: () => downloadEverything({ gzip: false, bin: false }),
    },
    { label: 'The same, packed', hint: '.jsonl.gz', onSelect: () => downloadEverything({ gzip: true, bin: false }) },
  ]
  if (binCount > 0)
    items.push({
      label: 'Packed, with the bin',
      hint: '.jsonl.gz',
      onSelect: () => downloadEverything({ gzip: true, bin: true }),
    })
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="Export everything">
          <Icon name="download" />
        </IconButton>
      }
      items={items}
    />
  )
}
