import type { ReactNode } from 'react'
import { joinClasses } from './joinClasses.ts'

interface KbdProps {
  /** Beside a button: not where there is no keyboard. */
  isOnKeyboardsOnly?: boolean
  children: ReactNode
}

export function Kbd({ isOnKeyboardsOnly = false, children }: KbdProps) {
  return (
    <kbd
      className={joinClasses(
        'font-mono text-[0.6875rem] leading-none font-medium text-ink-3',
        isOnKeyboardsOnly && 'pointer-coarse:hidden',
      )}
    >
      {children}
    </kbd>
  )
}
