import { cloneElement, lazy, Suspense, useState, type ReactElement } from 'react'
import type { IconName } from './Icon.tsx'

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

const load = () => import('./MenuPopup.tsx')
const MenuPopup = lazy(load)

/** Until it is opened for the first time a menu is its trigger alone: neither its code nor its popup's hooks are paid for. */
export function Menu(props: MenuProps) {
  const [isWanted, setIsWanted] = useState(false)
  const closed = cloneElement(props.trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setIsWanted(true),
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
  })
  if (!isWanted) return closed
  return (
    <Suspense fallback={closed}>
      <MenuPopup {...props} />
    </Suspense>
  )
}
