import { Menu as Base } from '@base-ui/react/menu'
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { Icon } from './Icon.tsx'
import { joinClasses } from './joinClasses.ts'
import type { MenuItem, MenuProps } from './Menu.tsx'

interface MenuPopupProps extends MenuProps {
  container: HTMLElement | undefined
  isByKey: boolean
}

/** Mounted by the press that opens it. */
export function MenuPopup({ trigger, items, align = 'end', container, isByKey }: MenuPopupProps) {
  const popup = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  // It stands for the one that was pressed, so it has its focus: where a dialog opened from here gives the focus back to.
  useLayoutEffect(() => button.current?.focus({ preventScroll: true }), [])
  useEffect(() => (isByKey ? focusFirstItem(popup) : undefined), [isByKey])
  return (
    <Base.Root defaultOpen>
      <Base.Trigger ref={button} render={trigger} />
      <Base.Portal container={container}>
        <Base.Positioner
          positionMethod="fixed"
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-40 outline-none"
        >
          <Base.Popup
            ref={popup}
            finalFocus={() => isFocusFree(popup.current)}
            className="pop max-h-(--available-height) min-w-44 overflow-y-auto rounded-outer border border-line bg-surface p-1 text-control shadow-float outline-none"
          >
            {items.map((item, index) =>
              item === 'separator' ? (
                <Base.Separator key={`separator-${index}`} className="mx-1 my-1 h-px bg-line" />
              ) : (
                <Row key={item.label} item={item} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Opened by key, the first item is chosen. The menu does so itself only for a press it has seen, and this one came before it. */
function focusFirstItem(popup: RefObject<HTMLDivElement | null>): () => void {
  // The menu takes the focus in a frame of its own, after it is mounted.
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => popup.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus())
  })
  return () => cancelAnimationFrame(frame)
}

/** Focus goes back to the trigger, unless what was chosen has put it somewhere: into the field of Rename, into a dialog. */
function isFocusFree(popup: HTMLElement | null): boolean {
  const { activeElement } = document
  return activeElement === null || activeElement === document.body || popup?.contains(activeElement) === true
}

function Row({ item }: { item: MenuItem }) {
  return (
    <Base.Item
      disabled={item.isDisabled}
      onClick={item.onSelect}
      className={joinClasses(
        'flex min-h-[30px] cursor-default items-center gap-2 rounded-inner px-2 outline-none select-none data-disabled:text-ink-3 pointer-coarse:min-h-11',
        item.isDanger ? 'text-bad data-highlighted:bg-bad-ground' : 'text-ink data-highlighted:bg-raised',
      )}
    >
      {item.icon && <Icon name={item.icon} className="size-[15px] opacity-80" />}
      <span className="flex-1">{item.label}</span>
      {item.hint && <span className="pl-4 text-note text-ink-3">{item.hint}</span>}
    </Base.Item>
  )
}
