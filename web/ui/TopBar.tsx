import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'
import { setRailSheetOpen } from './rail.ts'

interface TopBarProps {
  /** Text, or the field that edits it. */
  title: ReactNode
  /** The browser tab's name where `title` is not text. */
  documentTitle?: string
  /** Saved, Saving…, Not saved: why. */
  note?: ReactNode
  /** The page's actions, the most final last. */
  children?: ReactNode
}

export function TopBar({ title, documentTitle, note, children }: TopBarProps) {
  const name = documentTitle ?? (typeof title === 'string' ? title : '')
  return (
    <header className="flex h-12 min-w-0 flex-none items-center gap-2 border-b border-line px-4 pointer-coarse:h-14">
      <title>{name ? `${name} · AI Playground` : 'AI Playground'}</title>
      <IconButton label="Open navigation" className="-ml-2 md:hidden" onClick={() => setRailSheetOpen(true)}>
        <Icon name="menu" />
      </IconButton>
      <h1 className="min-w-0 truncate text-reading leading-tight font-semibold">{title}</h1>
      {note && <span className="flex-none text-note text-ink-3">{note}</span>}
      <span className="flex-1" />
      {children && <div className="flex flex-none items-center gap-1">{children}</div>}
    </header>
  )
}
