import type { ReactNode } from 'react'

interface EmptyStateProps {
  title: string
  children?: ReactNode
  /** Buttons. */
  actions?: ReactNode
}

export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className="grid max-w-[60ch] grid-cols-1 content-start gap-2 px-4 py-10">
      <h2 className="text-prompt font-medium">{title}</h2>
      {children && <div className="text-reading text-ink-2">{children}</div>}
      {actions && <div className="flex flex-wrap gap-2 pt-2">{actions}</div>}
    </div>
  )
}
