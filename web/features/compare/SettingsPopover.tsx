import type { ReactElement } from 'react'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { Popover } from '../../ui/Popover.tsx'
import type { SettingsFormProps } from './SettingsForm.tsx'

/** Apart from the first load: every pane has one, and few are opened. */
const SettingsForm = part(async () => (await import('./SettingsForm.tsx')).SettingsForm)

interface SettingsPopoverProps extends SettingsFormProps {
  trigger: ReactElement<Record<string, unknown>>
  title: string
  isOpen?: boolean
  onOpenChange?: (isOpen: boolean) => void
}

export function SettingsPopover({ trigger, title, isOpen, onOpenChange, ...form }: SettingsPopoverProps) {
  return (
    <Popover trigger={trigger} title={title} isOpen={isOpen} onOpenChange={onOpenChange}>
      <PartBoundary fallback={<div className="h-40 w-[22.5rem] max-w-[calc(100vw-3.5rem)]" />}>
        <SettingsForm {...form} />
      </PartBoundary>
    </Popover>
  )
}
