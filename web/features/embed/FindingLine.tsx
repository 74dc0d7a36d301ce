import type { ReactNode } from 'react'
import { Icon } from '../../ui/Icon.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'

interface FindingLineProps {
  verdict: 'good' | 'warn' | 'bad'
  name: string
  children: ReactNode
}

const tones = { good: 'text-good', warn: 'text-warn', bad: 'text-bad' }
const said = { good: 'fine', warn: 'worth knowing', bad: 'wrong' }

export function FindingLine({ verdict, name, children }: FindingLineProps) {
  return (
    <li className="grid grid-cols-[16px_minmax(0,9rem)_minmax(0,1fr)] items-baseline gap-x-2 py-0.5 text-note">
      <span className={joinClasses('self-start pt-0.5', tones[verdict])}>
        <Icon name={verdict === 'good' ? 'check' : 'warning'} className="size-3.5" />
        <span className="sr-only">{said[verdict]}</span>
      </span>
      <span className="text-ink-3">{name}</span>
      <span className="wrap-anywhere text-ink">{children}</span>
    </li>
  )
}
