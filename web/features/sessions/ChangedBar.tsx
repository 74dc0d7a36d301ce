import { useEffect, useEffectEvent } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'

interface ChangedBarProps {
  isChanged: boolean
  /** Somebody reads, points or selects. */
  isHeld: boolean
  onShow: () => void
}

/** What was saved elsewhere comes in by itself where nobody is in the list; else it waits behind this button. */
export function ChangedBar({ isChanged, isHeld, onShow }: ChangedBarProps) {
  const show = useEffectEvent(onShow)
  useEffect(() => {
    if (isChanged && !isHeld) show()
  }, [isChanged, isHeld])
  return (
    <div aria-live="polite" className="pointer-events-none absolute inset-x-0 top-10 z-20 flex justify-center">
      {isChanged && isHeld && (
        <Button kind="primary" size="small" className="pointer-events-auto rounded-full shadow-float" onClick={onShow}>
          <Icon name="up" className="size-3.5" />
          Show what changed
        </Button>
      )}
    </div>
  )
}
