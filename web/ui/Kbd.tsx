import type { ReactNode } from 'react'

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="font-mono text-[0.6875rem] leading-none font-medium text-ink-3 pointer-coarse:hidden">
      {children}
    </kbd>
  )
}
