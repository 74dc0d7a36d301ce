import { useState, type ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { formatBytes } from '../../ui/formatNumber.ts'
import { CopyButton } from './CopyButton.tsx'

interface SourceBoxProps {
  title: string
  text: string
  /** Beside the copy button. */
  actions?: ReactNode
  isWrapped?: boolean
}

/** More than this in one box makes a browser lay out for seconds; the rest comes on request. */
const maxShownLength = 200_000

/** Text as it is, in a box that scrolls by itself; what is copied is always the whole. */
export function SourceBox({ title, text, actions, isWrapped = true }: SourceBoxProps) {
  const [isWhole, setIsWhole] = useState(false)
  const isCut = !isWhole && text.length > maxShownLength
  return (
    <section className="min-w-0 rounded-inner border border-line bg-raised">
      <div className="flex min-h-8 items-center gap-1 pr-1 pl-3">
        <h3 className="flex-1 text-note font-medium text-ink-2">{title}</h3>
        {actions}
        <CopyButton label={`Copy ${title.toLowerCase()}`} text={text} />
      </div>
      {/* A box that scrolls must be reachable by keyboard. */}
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={`max-h-[56vh] overflow-auto px-3 pb-2.5 font-mono text-[0.75rem] [font-variant-ligatures:none] leading-[1.5] ${isWrapped ? 'wrap-anywhere whitespace-pre-wrap' : ''}`}
      >
        {isCut ? text.slice(0, maxShownLength) : text}
      </pre>
      {isCut && (
        <div className="flex items-center gap-2 border-t border-line px-3 py-1.5 text-note text-ink-2">
          The first {formatBytes(maxShownLength)} of {formatBytes(text.length)}.
          <Button kind="plain" size="small" onClick={() => setIsWhole(true)}>
            Show all
          </Button>
        </div>
      )}
    </section>
  )
}
