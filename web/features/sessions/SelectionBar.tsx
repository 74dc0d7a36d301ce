import type { SessionRow } from '../../../server/contract/session.ts'
import { editTags } from '../../models/session/tagEditor.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ExportSelection } from './ExportSelection.tsx'

interface SelectionBarProps {
  chosen: readonly SessionRow[]
  isBin: boolean
  /** What is under way with them, or before anything can be. */
  busy: string | undefined
  isAll: boolean
  onAll: () => void
  onNone: () => void
  onPin: (isPinned: boolean) => void
  onDuplicate: () => void
  onRestore: () => void
  onDelete: () => void
}

/** What is done to several at once. */
export function SelectionBar(props: SelectionBarProps) {
  const { chosen, isBin, busy, isAll, onAll, onNone, onPin, onDuplicate, onRestore, onDelete } = props
  const isBusy = busy !== undefined
  const areAllPinned = chosen.every(({ pinnedAt }) => pinnedAt !== null)
  return (
    <section
      aria-label="Selection"
      className="flex flex-none flex-wrap items-center gap-1.5 border-t border-line-strong bg-surface px-4 py-2"
    >
      <output className="min-w-24 text-control font-medium tabular-nums max-sm:flex-1">
        {busy ?? `${formatCount(chosen.length)} selected`}
      </output>
      {/* On a phone the actions have lines of their own, below. */}
      <div className="flex flex-wrap gap-1.5 max-sm:order-last max-sm:w-full">
        {isBin ? (
          <Button disabled={isBusy} onClick={onRestore}>
            <Icon name="undo" />
            Restore
          </Button>
        ) : (
          <>
            <Button disabled={isBusy} onClick={() => editTags(chosen)}>
              <Icon name="tag" />
              Tags…
            </Button>
            <Button disabled={isBusy} onClick={() => onPin(!areAllPinned)}>
              <Icon name="pin" />
              {areAllPinned ? 'Unpin' : 'Pin'}
            </Button>
            <Button disabled={isBusy} onClick={onDuplicate}>
              <Icon name="duplicate" />
              Duplicate
            </Button>
            <ExportSelection chosen={chosen} isDisabled={isBusy} />
          </>
        )}
        <Button kind="danger" disabled={isBusy} onClick={onDelete}>
          <Icon name="trash" />
          {isBin ? 'Delete for ever…' : 'Delete'}
        </Button>
      </div>
      {!isAll && (
        <Button kind="plain" onClick={onAll}>
          Select all
        </Button>
      )}
      <Button kind="plain" onClick={onNone}>
        Select none
      </Button>
    </section>
  )
}
