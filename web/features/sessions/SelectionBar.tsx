import type { SessionRow } from '../../../server/contract/session.ts'
import { pinSessions } from '../../models/session/sessionActions.ts'
import { editTags } from '../../models/session/tagEditor.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ExportSelection } from './ExportSelection.tsx'

interface SelectionBarProps {
  chosen: readonly SessionRow[]
  isBin: boolean
  /** Rows that count too are still being read. */
  isReading: boolean
  onNone: () => void
  onRestore: () => void
  onDelete: () => void
}

/** What is done to several at once. */
export function SelectionBar({ chosen, isBin, isReading, onNone, onRestore, onDelete }: SelectionBarProps) {
  const areAllPinned = chosen.every(({ pinnedAt }) => pinnedAt !== null)
  return (
    <section
      aria-label="Selection"
      className="flex flex-none flex-wrap items-center gap-1.5 border-t border-line-strong bg-surface px-4 py-2"
    >
      <output className="min-w-24 text-control font-medium tabular-nums">
        {formatCount(chosen.length)} selected{isReading && '…'}
      </output>
      {isBin ? (
        <Button disabled={isReading} onClick={onRestore}>
          <Icon name="undo" />
          Restore
        </Button>
      ) : (
        <>
          <Button disabled={isReading} onClick={() => editTags(chosen)}>
            <Icon name="tag" />
            Tags…
          </Button>
          <Button disabled={isReading} onClick={() => pinSessions(chosen, !areAllPinned)}>
            <Icon name="pin" />
            {areAllPinned ? 'Unpin' : 'Pin'}
          </Button>
          <ExportSelection chosen={chosen} isDisabled={isReading} />
        </>
      )}
      <Button kind="danger" disabled={isReading} onClick={onDelete}>
        <Icon name="trash" />
        {isBin ? 'Delete for ever…' : 'Delete'}
      </Button>
      <Button kind="plain" onClick={onNone}>
        Select none
      </Button>
    </section>
  )
}
