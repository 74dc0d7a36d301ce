import { cloneElement, useState, type ReactElement, type MouseEvent } from 'react'
import type { IconName } from './Icon.tsx'
import { landmarkOf } from './landmarkOf.ts'
import { part } from './part.tsx'
import { PartBoundary } from './PartBoundary.tsx'

export interface MenuItem {
  label: string
  icon?: IconName
  onSelect: () => void
  isDisabled?: boolean
  isDanger?: boolean
  /** A key, or why it is disabled. */
  hint?: string
}

export interface MenuProps {
  trigger: ReactElement<Record<string, unknown>>
  items: (MenuItem | 'separator')[]
  align?: 'start' | 'end'
}

const MenuPopup = part(async () => (await import('./MenuPopup.tsx')).MenuPopup)

/** Until it is opened for the first time a menu is its trigger alone: neither its code nor its popup's hooks are paid for. */
export function Menu(props: MenuProps) {
  const [opened, setOpened] = useState<{ container: HTMLElement | undefined; isByKey: boolean }>()
  const closed = cloneElement(props.trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    // A click without a pointer has no detail: Enter or Space.
    onClick: (event: MouseEvent) =>
      setOpened({ container: landmarkOf(event.currentTarget), isByKey: event.detail === 0 }),
    onPointerEnter: () => void MenuPopup.preload(),
    onFocus: () => void MenuPopup.preload(),
  })
  if (!opened) return closed
  return (
    <PartBoundary fallback={closed}>
      <MenuPopup {...props} {...opened} />
    </PartBoundary>
  )
}
