import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { RecordingForm } from './RecordingForm.tsx'

export function RecordingPopover() {
  return (
    <Popover
      align="end"
      title="What is recorded"
      trigger={
        <Button kind="plain">
          <Icon name="settings" />
          <span className="max-sm:sr-only">Recording</span>
        </Button>
      }
    >
      <RecordingForm />
    </Popover>
  )
}
