import type { ComponentProps } from 'react'
import { joinClasses } from './joinClasses.ts'

const look =
  'inline-flex max-w-full items-center gap-1 truncate rounded-[5px] bg-raised px-1.5 py-1 font-mono text-measure leading-none font-medium text-ink-2'

/** A small fact. With onClick it is a button that edits it. */
export function Chip({ className, children, ...props }: ComponentProps<'button'>) {
  if (!props.onClick) return <span className={joinClasses(look, className)}>{children}</span>
  return (
    <button
      type="button"
      className={joinClasses(
        look,
        'cursor-default hover:text-ink pointer-coarse:min-h-10 pointer-coarse:px-2.5',
        className,
      )}
      {...props}
    >
      {children}
    </button>
  )
}
