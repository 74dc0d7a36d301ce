import { useId, type ReactNode } from 'react'
import { joinClasses } from '../../ui/joinClasses.ts'

interface CardProps {
  title: ReactNode
  /** Controls at the right of the head. */
  actions?: ReactNode
  className?: string
  children: ReactNode
}

export function Card({ title, actions, className, children }: CardProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={joinClasses('flex min-w-0 flex-col rounded-outer border border-line bg-surface', className)}
    >
      <header className="flex min-h-10 min-w-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-1.5">
        <h2 id={id} className="flex min-w-16 flex-1 items-center gap-2 text-control font-semibold">
          {title}
        </h2>
        {actions}
      </header>
      <div className="min-h-0 min-w-0 flex-1 p-3">{children}</div>
    </section>
  )
}
