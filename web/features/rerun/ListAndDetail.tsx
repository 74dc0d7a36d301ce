import { useState, type ReactNode } from 'react'
import { Drawer } from '../../ui/Drawer.tsx'
import { SegmentedSwitch } from '../../ui/SegmentedSwitch.tsx'
import { RequestList, type Row } from './RequestList.tsx'
import { useWide } from './useWide.ts'

interface ListAndDetailProps<Filter extends string> {
  label: string
  filters: { value: Filter; label: string }[]
  filter: Filter
  onFilter: (filter: Filter) => void
  count: number
  rowAt: (index: number) => Row | undefined
  at: number
  onChoose: (index: number) => void
  detail: ReactNode
}

/** A filtered list, and beside it, or where there is no room in a drawer, what is chosen in it. */
export function ListAndDetail<Filter extends string>(props: ListAndDetailProps<Filter>) {
  const { label, filters, filter, onFilter, detail } = props
  const isWide = useWide()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className="grid min-h-0 grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(340px,2fr)_minmax(0,3fr)]">
      <section
        aria-label={label}
        className="grid min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] max-lg:h-[70vh] lg:border-r lg:border-line"
      >
        <div className="overflow-x-auto border-b border-line px-4 py-2">
          <SegmentedSwitch label="Which are shown" value={filter} onChange={onFilter} options={filters} />
        </div>
        <RequestList {...props} onOpen={() => setIsOpen(!isWide)} />
      </section>
      {isWide ? (
        <section aria-label="Differences" className="min-h-0 min-w-0 overflow-y-auto">
          {detail}
        </section>
      ) : (
        <Drawer isOpen={isOpen} onClose={() => setIsOpen(false)} title="Differences" width="680px">
          {detail}
        </Drawer>
      )}
    </div>
  )
}
