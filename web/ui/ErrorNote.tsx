import type { ReactNode } from 'react'

interface ErrorNoteProps {
  title: string
  /** A status or code, in monospace after the title. */
  code?: string | number
  children?: ReactNode
  /** Buttons: what can be done now. */
  actions?: ReactNode
}

export function ErrorNote({ title, code, children, actions }: ErrorNoteProps) {
  return (
    <div role="alert" className="min-w-0 rounded-outer border border-bad-line bg-bad-ground p-3">
      <p className="text-reading font-semibold text-bad">
        {title} {code !== undefined && <span className="font-mono text-note font-normal text-ink-2">{code}</span>}
      </p>
      {children && <div className="mt-1 text-reading wrap-anywhere text-ink-2">{children}</div>}
      {actions && <div className="mt-2.5 flex flex-wrap gap-1.5">{actions}</div>}
    </div>
  )
}
