import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

interface Tab {
  value: string
  label: ReactNode
  content?: ReactNode
}

interface TabsProps {
  /** Accessible name of the list. */
  label: string
  tabs: Tab[]
  value: string
  onChange: (value: string) => void
}

/** A segmented switch between views of the same thing; only the chosen one is mounted. */
export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(String(next))} className="flex min-h-0 flex-col gap-3">
      <div className="overflow-x-auto">
        <Base.List aria-label={label} className="inline-flex rounded-[7px] bg-raised p-0.5">
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              className="rounded-[5px] px-2.5 py-[5px] text-[0.78125rem] leading-[1.2] font-medium whitespace-nowrap text-ink-2 data-active:bg-segment data-active:text-ink data-active:shadow-segment pointer-coarse:min-h-10"
            >
              {tab.label}
            </Base.Tab>
          ))}
        </Base.List>
      </div>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="min-h-0 min-w-0 flex-1">
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
