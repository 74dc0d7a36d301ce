import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { TextRow } from './TextRow.tsx'
import { useEmbed } from './workbench.ts'

/** Only the rows in view exist: ten thousand texts scroll like ten. */
export function TextList() {
  const texts = useEmbed(({ document }) => document.texts)
  const selectedId = useEmbed((state) => state.selectedTextId)
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: texts.length,
    getScrollElement: () => box.current,
    estimateSize: () => 88,
    overscan: 6,
  })
  const selected = texts.findIndex(({ id }) => id === selectedId)
  useEffect(() => {
    // A point was chosen in the map: its text comes into view.
    if (selected >= 0) virtual.scrollToIndex(selected, { align: 'auto' })
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when another text is chosen, not at every measuring
  }, [selected])
  return (
    <div ref={box} className="min-h-0 overflow-y-auto px-4">
      <ol aria-label="Texts" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const text = texts[item.index]
          return (
            text && (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-setsize={texts.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0 border-b border-line"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <TextRow text={text} number={item.index + 1} />
              </li>
            )
          )
        })}
      </ol>
    </div>
  )
}
